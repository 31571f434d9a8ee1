using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>How evidence of a cause outside the change is weighed against what tools state about the change.</summary>
internal static class Transient
{
    /// <summary>Lines before the end of the failing step within which evidence counts whatever else was printed.</summary>
    private const int NearEnd = 300;

    /// <summary>Lines around the first finding within which evidence explains it.</summary>
    private const int NearFinding = 40;

    /// <summary>Words of CI or the machine that leave no room for another cause.</summary>
    public static CauseOpinion? Decisive(CauseFacts facts, Cause cause, double confidence)
        => facts.Evidence.Count > 0 ? new(cause, confidence, facts.Evidence) : null;

    /// <summary>
    /// Words that also occur in logs that fail for another reason, because retries print them and tests provoke them. They decide only where no compile error or failed test is
    /// stated, near the end or near what failed first.
    /// </summary>
    public static CauseOpinion? UnlessCode(CauseFacts facts, Cause cause, double confidence)
    {
        if (facts.Evidence.Count == 0 || facts.Errors.Any(f => f.Category == FindingCategory.Test || (f.Category is FindingCategory.Compile or FindingCategory.Lint && f.File is not null)))
        {
            return null;
        }

        var end = facts.FailedAt > 0 ? facts.FailedAt : facts.Lines;
        var first = facts.Errors.FirstOrDefault()?.LogLine;
        List<EvidenceLine> near = [.. facts.Evidence.Where(e => e.LogLine >= end - NearEnd || (first is { } line && Math.Abs(e.LogLine - line) <= NearFinding))];
        return near.Count > 0 ? new(cause, confidence, near) : null;
    }
}

using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Reading;

/// <summary>What a job printed and the reports that it left behind, as one: both tell of the same tests.</summary>
public static class JoinedReports
{
    /// <param name="name">Becomes <see cref="DiagnosisReport.Input"/>.</param>
    /// <param name="log">Null: there is no log.</param>
    /// <param name="reports">Test and lint reports of the same job.</param>
    /// <returns>
    /// Null when there is neither. A failed test or a place that both name is there once: as the log has it, with what only the report knows. The log decides
    /// the cause unless it does not tell.
    /// </returns>
    public static DiagnosisReport? Of(string name, DiagnosisReport? log, IReadOnlyList<DiagnosisReport> reports)
    {
        if (reports.Count == 0)
        {
            return log;
        }

        var together = Merged.Of(name, "reports", reports);
        if (log is null)
        {
            return together with { Findings = Ranked(Once(together.Findings)) };
        }

        var findings = Once([.. log.Findings.Concat(together.Findings)]);
        var tells = log.Findings.Any(finding => finding is { Severity: FindingSeverity.Error, Category: not FindingCategory.Generic });
        var telling = log.Cause is Cause.None or Cause.Ambiguous || log.Findings.Count == 0 ? together : log;
        return log with
        {
            Input = name,
            Outcome = LogOutcome.Failed == together.Outcome ? LogOutcome.Failed : log.Outcome,
            Cause = together.Outcome == LogOutcome.Failed ? telling.Cause : log.Cause,
            Verdict = together.Outcome == LogOutcome.Failed ? telling.Verdict : log.Verdict,
            Tests = log.Tests.Run is null ? together.Tests : log.Tests,
            PassedTests = log.PassedTests.Count > 0 ? log.PassedTests : together.PassedTests,
            Coverage = together.Coverage ?? log.Coverage,
            Findings = Ranked(tells ? findings : [.. findings.OrderBy(finding => finding.Category == FindingCategory.Generic)]),
            Dropped = log.Dropped + together.Dropped,
            Lines = log.Lines + together.Lines,
            Bytes = log.Bytes + together.Bytes,
        };
    }

    private static List<Finding> Once(IReadOnlyList<Finding> findings)
    {
        List<Finding> kept = [];
        foreach (var finding in findings)
        {
            var known = kept.FindIndex(other => Same(other, finding));
            if (known < 0)
            {
                kept.Add(finding);
            }
            else
            {
                kept[known] = Filled(kept[known], finding);
            }
        }

        return kept;
    }

    private static Finding[] Ranked(IReadOnlyList<Finding> findings)
        => [.. findings.Take(DiagnosisLimits.MaxFindings).Select((finding, place) => finding with { Rank = place + 1 })];

    private static Finding Filled(Finding known, Finding other) => known with
    {
        File = known.File ?? other.File,
        Line = known.File is null ? other.Line : known.Line ?? (known.File == other.File ? other.Line : null),
        Column = known.File is null ? other.Column : known.Column,
        Excerpt = known.Excerpt ?? other.Excerpt,
    };

    private static bool Same(Finding one, Finding other)
        => one.Test is not null && other.Test is not null ? SameTest(Dotted(one.Test), Dotted(other.Test))
            : one.Test is null && other.Test is null && one.File is not null && one.Line is not null
                && (one.File, one.Line, one.Code) == (other.File, other.Line, other.Code) && (one.Code is not null || one.Message == other.Message);

    /// <summary>pytest names a test by its file on the console (<c>shop/test_cart.py::test_sum</c>) and by its module in JUnit (<c>shop.test_cart</c>).</summary>
    private static string Dotted(string test)
    {
        var end = test.IndexOf(".py::", StringComparison.Ordinal);
        return end < 0 ? test : test[..end].Replace('/', '.') + test[(end + ".py".Length)..].Replace("::", ".", StringComparison.Ordinal);
    }

    /// <summary>A log often leaves the class or the suite out that a report writes before the name.</summary>
    private static bool SameTest(string one, string other) => one == other || EndsWith(one, other) || EndsWith(other, one);

    private static bool EndsWith(string whole, string part)
        => part.Length > 0 && whole.Length > part.Length && whole.EndsWith(part, StringComparison.Ordinal) && !char.IsLetterOrDigit(whole[^(part.Length + 1)]);
}

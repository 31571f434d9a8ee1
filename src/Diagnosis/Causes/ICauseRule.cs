using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>One reason why a job failed. Rules are asked in the order of <see cref="CauseRules"/>; the first that answers decides.</summary>
internal interface ICauseRule
{
    /// <summary>Stable, kebab-case.</summary>
    string Id { get; }

    /// <summary>Lines holding one of them are noted as evidence; same grammar as <see cref="Engine.Tool.Phrases"/>.</summary>
    IReadOnlyList<string> Phrases { get; }

    /// <summary>Whether a line that holds a phrase really speaks for the rule.</summary>
    bool Confirms(in LogLine line) => true;

    /// <summary>The verdict, or null where the rule does not apply. Asked for failed inputs only.</summary>
    CauseOpinion? Judge(CauseFacts facts);
}

/// <summary>What a rule thinks; confidence is 0 to 1.</summary>
internal readonly record struct CauseOpinion(Cause Cause, double Confidence, IReadOnlyList<EvidenceLine> Evidence);

/// <summary>What the rules judge by.</summary>
internal sealed class CauseFacts
{
    public required LogOutcome Outcome { get; init; }

    /// <summary>By rank.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Evidence of the rule that is asked; empty where no line was noted.</summary>
    public IReadOnlyList<EvidenceLine> Evidence { get; init; } = [];

    /// <summary>Lines of the log.</summary>
    public required long Lines { get; init; }

    /// <summary>The line where the job or its failing step said that it failed; 0 where it did not.</summary>
    public required long FailedAt { get; init; }

    /// <summary>The last step marked as failed, where the log shows steps.</summary>
    public LogStep? FailedStep { get; init; }

    /// <summary>A tool said that it failed.</summary>
    public bool ToolFailed { get; init; }

    public Finding? First => Findings.Count > 0 ? Findings[0] : null;

    public IEnumerable<Finding> Errors => Findings.Where(f => f.Severity == FindingSeverity.Error);

    public bool HasError(FindingCategory category) => Errors.Any(f => f.Category == category);
}

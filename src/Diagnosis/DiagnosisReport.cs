using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis;

/// <summary>What one log or report says.</summary>
public sealed record DiagnosisReport
{
    /// <summary>The name the input was given by; a path, an entry of an archive, a URL.</summary>
    public required string Input { get; init; }

    public required LogOutcome Outcome { get; init; }

    public required Cause Cause { get; init; }

    /// <summary>Which rule decided the cause, and how sure it is.</summary>
    public required CauseVerdict Verdict { get; init; }

    public required TestTotals Tests { get; init; }

    public required IReadOnlyList<LogStep> Steps { get; init; }

    /// <summary>By rank, the most likely root cause first. At most <see cref="DiagnosisLimits.MaxFindings"/>.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Names of tests that passed, sorted, of inputs that name them; empty unless the diagnosis was made to keep them.</summary>
    public IReadOnlyList<string> PassedTests { get; init; } = [];

    /// <summary>What coverage reports count; null where there is none.</summary>
    public LineCoverage? Coverage { get; init; }

    /// <summary>Findings that were seen but not kept because of the bound.</summary>
    public long Dropped { get; init; }

    /// <summary>Lines read.</summary>
    public long Lines { get; init; }

    /// <summary>Bytes read.</summary>
    public long Bytes { get; init; }

    /// <summary>What kind of input it was: <c>log</c>, <c>junit</c>, <c>trx</c>, …</summary>
    public string Kind { get; init; } = "log";
}

/// <summary>A cause, the rule that gave it, how sure it is (0 to 1), and the lines it rests on (untrusted text, redacted).</summary>
public sealed record CauseVerdict(Cause Cause, string Rule, double Confidence, IReadOnlyList<EvidenceLine> Evidence);

/// <summary>A line of the log that speaks for a verdict.</summary>
public sealed record EvidenceLine(long LogLine, string Text);

/// <summary>Bounds of one diagnosis.</summary>
public static class DiagnosisLimits
{
    /// <summary>Findings kept of one input.</summary>
    public const int MaxFindings = 2000;

    /// <summary>Bytes of a message.</summary>
    public const int MaxMessageBytes = 4000;

    /// <summary>Bytes of an excerpt.</summary>
    public const int MaxExcerptBytes = 3000;
}

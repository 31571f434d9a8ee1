namespace BackgroundAgent.Diagnosis.KnownIssues;

/// <summary>
/// A failure that is known and nobody's change. Compatible with the JSON of .NET's Build Analysis: <c>ErrorMessage</c> (a string, or a list of strings that must occur in this order,
/// each on a later line) or <c>ErrorPattern</c> (regular expressions, likewise), <c>BuildRetry</c>, <c>ExcludeConsoleLog</c>; and <c>RetryLimit</c>, an addition of ours.
/// </summary>
public sealed record KnownIssue
{
    /// <summary>Number of an issue, or name of the file it comes from.</summary>
    public required string Id { get; init; }

    /// <summary>Parts of lines, in order; case counts. Empty where <see cref="Patterns"/> is set.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>Regular expressions, in order. They are run without backtracking, so back references and look-around are refused.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Whether a rerun is asked for.</summary>
    public bool BuildRetry { get; init; }

    /// <summary>Reruns of one check for this issue. Default 1.</summary>
    public int RetryLimit { get; init; } = 1;

    /// <summary>The issue is about the forge's annotations only, not about logs.</summary>
    public bool ExcludeConsoleLog { get; init; }
}

/// <summary>A known issue found in a log: the first line of the match and its text (untrusted, redacted).</summary>
public sealed record KnownIssueHit(KnownIssue Issue, long LogLine, string Text);

using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Ci;

/// <summary>One CI job's newest run attempt, for one commit.</summary>
public sealed record CheckResult
{
    /// <summary>Unique among the checks of a commit.</summary>
    public required string Name { get; init; }

    /// <summary>The forge's id of this run; what a rerun or a log download names.</summary>
    public required string RunId { get; init; }

    /// <summary>From 1; a rerun is the next one.</summary>
    public int RunAttempt { get; init; } = 1;

    public required CheckStatus Status { get; init; }

    /// <summary>Set when <see cref="Status"/> is <see cref="CheckStatus.Completed"/>.</summary>
    public CheckConclusion? Conclusion { get; init; }

    /// <summary>Where a person looks at it.</summary>
    public string? Url { get; init; }

    /// <summary>One line, such as an annotation's or <c>exit code 1</c>. Untrusted.</summary>
    public string? Summary { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

[JsonConverter(typeof(KebabCase<CheckStatus>))]
public enum CheckStatus
{
    Queued,
    InProgress,

    /// <summary>CI will not run before a maintainer allows it.</summary>
    AwaitingApproval,
    Completed,
}

/// <summary>GitHub's conclusions; other CI systems are mapped to them.</summary>
[JsonConverter(typeof(KebabCase<CheckConclusion>))]
public enum CheckConclusion
{
    Success,
    Failure,
    Neutral,
    Cancelled,
    Skipped,
    TimedOut,
    ActionRequired,
    StartupFailure,
    Stale,
}

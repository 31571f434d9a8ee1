using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>The wait for CI on one head commit.</summary>
internal sealed record CiWatch
{
    /// <summary>When the commit was pushed, or its last rerun or CI approval happened.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When CI was first seen to wait for a maintainer; null: it does not.</summary>
    public DateTimeOffset? AwaitingApprovalSince { get; init; }

    /// <summary>The checks as last seen, as one comparable text.</summary>
    public string? Seen { get; init; }

    /// <summary>When <see cref="Seen"/> last changed.</summary>
    public DateTimeOffset SeenSince { get; init; }

    /// <summary>Looks since the last news; the next one is that much later.</summary>
    public int Looks { get; init; }

    /// <summary>Run attempts that a rerun replaces; what they said does not count any more.</summary>
    public IReadOnlyList<ReplacedRun> Replaced { get; init; } = [];

    /// <summary>Names of checks that failed in an earlier run attempt of this commit, sorted.</summary>
    public IReadOnlyList<string> FailedEarlier { get; init; } = [];

    public CiVerdict Verdict { get; init; } = CiVerdict.Pending;

    /// <summary>Starts over for another commit.</summary>
    public static CiWatch From(DateTimeOffset now) => new() { Since = now, SeenSince = now };
}

/// <summary>One run attempt that is out of date.</summary>
internal sealed record ReplacedRun(string Name, string RunId, int RunAttempt)
{
    public bool Covers(CheckResult check) => check.Name == Name && check.RunId == RunId && check.RunAttempt <= RunAttempt;
}

using System.Text.Json.Serialization;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Ci;

namespace BackgroundAgent.Workflows.AgentTasks.Verdicts;

/// <summary>What CI says about a commit.</summary>
internal sealed record CiVerdict
{
    public static readonly CiVerdict Pending = new() { Kind = VerdictKind.Pending };

    public required VerdictKind Kind { get; init; }

    /// <summary>The completed checks that did not succeed, sorted by name; of <see cref="VerdictKind.Failed"/> only.</summary>
    public IReadOnlyList<CheckResult> FailedChecks { get; init; } = [];

    /// <summary>Where the branch is; of <see cref="VerdictKind.Superseded"/> only, null when it is gone.</summary>
    public string? BranchHead { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>When looking again can bring another verdict though nothing changes; null: never.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }
}

[JsonConverter(typeof(KebabCase<VerdictKind>))]
internal enum VerdictKind
{
    /// <summary>Not all is known yet.</summary>
    Pending,
    Passed,
    Failed,

    /// <summary>The branch is at a commit that the task does not know.</summary>
    Superseded,

    /// <summary>CI waits for a maintainer.</summary>
    AwaitingApproval,

    /// <summary>It waited too long for one.</summary>
    ApprovalExpired,
    NoCheckReported,

    /// <summary>The pull request conflicts with its base, and no check comes for such one.</summary>
    Conflicted,
    WaitExceeded,
}

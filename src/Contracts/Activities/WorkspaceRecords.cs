using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>Asks for a work tree of the task's branch on this host.</summary>
public sealed record PrepareRequest
{
    public required TaskSpec Spec { get; init; }

    /// <summary>The commit the task last pushed. Null before the first push and after a hand-back.</summary>
    public string? PushedCommit { get; init; }

    /// <summary>The base commit the task started from; null the first time, when it is decided.</summary>
    public string? BaseCommit { get; init; }
}

/// <summary>A work tree is there and clean.</summary>
public sealed record PrepareResult
{
    public required string BaseBranch { get; init; }

    public required string BaseCommit { get; init; }

    /// <summary>Where the branch is: the base commit, or the tip of the pushed branch.</summary>
    public required string HeadCommit { get; init; }

    public required TaskPolicy Policy { get; init; }

    /// <summary>SHA-256 of the effective policy, lower-case hexadecimal.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Link to the branch for people.</summary>
    public string? BranchUrl { get; init; }

    /// <summary>Link to the workflow in Temporal's user interface.</summary>
    public string? TemporalUrl { get; init; }

    /// <summary>The repository's file of known issues at the base commit; null: it has none.</summary>
    public ArtifactRef? KnownIssues { get; init; }
}

/// <summary>Asks the patchers for a change.</summary>
public sealed record PatchRequest
{
    public required TaskSpec Spec { get; init; }

    public required TaskPolicy Policy { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Head of the branch before the patch; edits are made on top of it.</summary>
    public required string HeadCommit { get; init; }

    public required string BaseCommit { get; init; }

    /// <summary>The last CI run's findings, bounded.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>All of them.</summary>
    public ArtifactRef? AllFindings { get; init; }

    /// <summary>Digest of the last failure, Markdown.</summary>
    public string? Digest { get; init; }

    /// <summary>What people said since the start, oldest first: rejections and steering.</summary>
    public IReadOnlyList<string> Feedback { get; init; } = [];
}

/// <summary>What came of a patch request. Edits, if any, lie uncommitted in the work tree.</summary>
public sealed record PatchResult
{
    public required PatchStatus Status { get; init; }

    /// <summary>Name of the patcher that decided the status: <c>command</c>, <c>dependency</c>, <c>playbook</c>.</summary>
    public string? Patcher { get; init; }

    /// <summary>SHA-256 of the diff with line numbers removed; the same change proposed again has the same hash.</summary>
    public string? PatchHash { get; init; }

    public string Summary { get; init; } = "";

    /// <summary>What a person needs to know of a failure; bounded, redacted.</summary>
    public string? Detail { get; init; }

    /// <summary>Paths changed, sorted; at most 100.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public int FilesChanged { get; init; }

    public int LinesAdded { get; init; }

    public int LinesDeleted { get; init; }

    public decimal CostUsd { get; init; }

    /// <summary>The unified diff.</summary>
    public ArtifactRef? Diff { get; init; }

    /// <summary>Output of the patcher's programs.</summary>
    public ArtifactRef? Log { get; init; }
}

/// <summary>Asks whether the uncommitted patch, and the branch with it, may be pushed.</summary>
public sealed record GuardRequest
{
    public required string TaskId { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required TaskPolicy Policy { get; init; }

    public required string BaseCommit { get; init; }
}

/// <summary>Guard hits; none means that the patch may be pushed.</summary>
public sealed record GuardResult
{
    public IReadOnlyList<GuardHit> Hits { get; init; } = [];

    /// <summary>Added plus deleted lines of the branch with the patch against the base commit.</summary>
    public int ChangedLines { get; init; }
}

/// <param name="Reason">One of the needs-human reasons of guards.</param>
/// <param name="File">The path it is about, if one.</param>
/// <param name="Message">What was found, without the secret itself.</param>
public sealed record GuardHit(Reason Reason, string? File, string Message);

/// <summary>Asks for the patch to be committed. Keyed by task and attempt (commit trailers): asking twice commits once.</summary>
public sealed record CommitRequest
{
    public required string TaskId { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required int Attempt { get; init; }

    public required string HeadCommit { get; init; }

    /// <summary>Subject and body; trailers are added.</summary>
    public required string Message { get; init; }
}

/// <param name="Commit">The new head.</param>
public sealed record CommitResult(string Commit);

/// <summary>Asks for the branch to be pushed, forced only by <see cref="Replace"/>. Pushing what is already there is success.</summary>
public sealed record PushRequest
{
    public required string TaskId { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required string Branch { get; init; }

    public required string Commit { get; init; }

    /// <summary>Where the task believes the remote branch to be; null: it does not exist yet.</summary>
    public string? ExpectedRemoteHead { get; init; }

    public required TaskPolicy Policy { get; init; }

    /// <summary>The commits were put anew on the base: the remote branch is replaced, but only while it is at <see cref="ExpectedRemoteHead"/>.</summary>
    public bool Replace { get; init; }
}

public sealed record PushResult
{
    public required PushStatus Status { get; init; }

    /// <summary>Where the remote branch is now.</summary>
    public string? RemoteHead { get; init; }

    public string? Detail { get; init; }
}

/// <summary>Asks for the work tree to be removed.</summary>
public sealed record CleanUpRequest(string TaskId, RepositoryRef Repository);

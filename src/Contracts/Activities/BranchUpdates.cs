using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>Asks for the base's newest commits in the task's branch. Starts from <see cref="HeadCommit"/> wherever the work tree is, so that asking again does the same.</summary>
public sealed record UpdateBranchRequest
{
    public required string TaskId { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required string BaseBranch { get; init; }

    public required string HeadCommit { get; init; }

    /// <summary>Merge or rebase.</summary>
    public required ConflictPolicy How { get; init; }
}

/// <summary>What came of it.</summary>
public sealed record UpdateBranchResult
{
    public required UpdateBranchStatus Status { get; init; }

    /// <summary>The new head; of <see cref="UpdateBranchStatus.Updated"/> only.</summary>
    public string? Commit { get; init; }

    /// <summary>The base's tip that it holds.</summary>
    public string? BaseCommit { get; init; }

    /// <summary>Paths that conflict, sorted; at most 20.</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];
}

[JsonConverter(typeof(KebabCase<UpdateBranchStatus>))]
public enum UpdateBranchStatus
{
    Updated,

    /// <summary>The branch holds all of the base already.</summary>
    UpToDate,

    /// <summary>It does not apply cleanly; nothing is changed.</summary>
    Conflicted,

    /// <summary>The base has everything that the branch has.</summary>
    Empty,
}

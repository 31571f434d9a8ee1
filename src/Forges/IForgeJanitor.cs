using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges;

/// <summary>Branches and pull requests that tasks leave on a forge. Faults are <see cref="ForgeException"/>.</summary>
public interface IForgeJanitor
{
    /// <summary>Name of the forge.</summary>
    string Name { get; }

    /// <summary>Repositories that this identity is installed on; empty where nothing says so.</summary>
    Task<JanitorRepositories> RepositoriesAsync(CancellationToken cancellationToken);

    /// <summary>The branches that have a task's name, with their commits.</summary>
    Task<IReadOnlyList<TaskBranch>> BranchesAsync(RepositoryRef repository, CancellationToken cancellationToken);

    /// <summary>What is known of a branch.</summary>
    Task<BranchFacts> ExamineAsync(RepositoryRef repository, TaskBranch branch, CancellationToken cancellationToken);

    /// <summary>Says why on the pull request, closes it, and deletes the branch where it still is at that commit. Again: does what is left to do.</summary>
    Task RemoveAsync(RepositoryRef repository, TaskBranch branch, BranchFacts facts, string why, CancellationToken cancellationToken);
}

/// <param name="Name">Short name.</param>
/// <param name="Head">Its commit.</param>
/// <param name="TaskId">Of the task that the name says.</param>
public sealed record TaskBranch(string Name, string Head, string TaskId);

/// <summary>What a forge says of a branch, for somebody else to judge.</summary>
public sealed record BranchFacts
{
    /// <summary>Number of its newest pull request; null: none.</summary>
    public int? PullRequest { get; init; }

    public bool IsOpen { get; init; }

    public bool IsDraft { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether this identity made the branch and the pull request; null: the forge does not say.</summary>
    public bool? IsOurs { get; init; }

    /// <summary>Whether it holds commits that its task did not make, others pushed to it, or that cannot be told.</summary>
    public bool HasOthersWork { get; init; }

    /// <summary>When something happened to the branch or its pull request the last time.</summary>
    public DateTimeOffset TouchedAt { get; init; }

    /// <summary>The same without what happened to the pull request, which our own closing changes.</summary>
    public DateTimeOffset PushedAt { get; init; }
}

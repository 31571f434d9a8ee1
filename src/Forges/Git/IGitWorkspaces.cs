using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.Git;

/// <summary>
/// Work trees of this host: one bare mirror per repository, one work tree per task. Safe to call from many tasks at once and again
/// after a kill at any moment. Faults are <see cref="ForgeException"/>.
/// </summary>
public interface IGitWorkspaces
{
    /// <summary>
    /// Fetches the mirror and leaves a clean work tree on branch <c>bgagent/task-id</c>: at the tip of the pushed branch when there is one,
    /// else at <paramref name="baseCommit"/>, else at the tip of the base branch.
    /// </summary>
    Task<WorkTree> PrepareAsync(string taskId, RepositoryRef repository, string? baseCommit, CancellationToken cancellationToken);

    /// <summary>The work tree of an earlier <see cref="PrepareAsync"/> on this host; null when it is not here.</summary>
    WorkTree? Find(string taskId, RepositoryRef repository);

    /// <summary>Throws away uncommitted edits and puts the branch at <paramref name="commit"/>.</summary>
    Task ResetAsync(WorkTree workTree, string commit, CancellationToken cancellationToken);

    /// <summary>Unified diff of the work tree (untracked, not ignored files included) against a commit.</summary>
    Task<WorkTreeDiff> DiffAsync(WorkTree workTree, string fromCommit, CancellationToken cancellationToken);

    /// <summary>Text of a file at a commit; null when it is not there.</summary>
    Task<string?> ReadFileAsync(WorkTree workTree, string commit, string path, CancellationToken cancellationToken);

    /// <summary>Commits everything. A commit of this task and attempt on top of the given head is returned as it is.</summary>
    Task<string> CommitAsync(WorkTree workTree, CommitRequest request, CancellationToken cancellationToken);

    /// <summary>Fetches the base and brings it into the branch of the work tree, which then is at the new commit. Whatever else than success leaves it as it is.</summary>
    Task<UpdateBranchResult> UpdateAsync(WorkTree workTree, UpdateBranchRequest request, CancellationToken cancellationToken);

    Task<PushResult> PushAsync(WorkTree workTree, PushRequest request, CancellationToken cancellationToken);

    /// <summary>Removes the work tree; none there is success. The mirror stays.</summary>
    Task RemoveAsync(string taskId, RepositoryRef repository, CancellationToken cancellationToken);
}

/// <param name="Path">Absolute.</param>
/// <param name="Branch">Checked out there.</param>
/// <param name="BaseBranch">Where the pull request goes.</param>
/// <param name="BaseCommit">Where the branch started.</param>
/// <param name="HeadCommit">Where the branch is.</param>
/// <param name="RemoteHead">Where the pushed branch is; null when it was never pushed.</param>
public sealed record WorkTree(string TaskId, string Path, string Branch, string BaseBranch, string BaseCommit, string HeadCommit, string? RemoteHead)
{
    /// <summary>
    /// Absolute path of the mirror, which holds the work tree's index and objects: a program that is shut in needs it to use git. Whatever it writes
    /// there is not obeyed afterwards.
    /// </summary>
    public string? GitFolder { get; init; }
}

/// <param name="Patch">Whole unified diff, as git prints it.</param>
/// <param name="Files">Per file, sorted by path.</param>
public sealed record WorkTreeDiff(string Patch, IReadOnlyList<FileDiff> Files);

/// <param name="Status">One of <c>A M D R</c>.</param>
public sealed record FileDiff(string Path, string? OldPath, char Status, int LinesAdded, int LinesDeleted, bool Binary, string Patch);

using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using LibGit2Sharp;
using PushResult = BackgroundAgent.Contracts.Activities.PushResult;

namespace BackgroundAgent.Forges.Git;

internal sealed class GitWorkspaces(GitLayout layout, HostLocks locks, Mirrors mirrors, TaskCommits commits, BranchChange changes) : IGitWorkspaces
{
    public async Task<WorkTree> PrepareAsync(string taskId, RepositoryRef repository, string? baseCommit, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        RequireTaskId(taskId);
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(taskId), cancellationToken);
        try
        {
            return await PrepareOnceAsync(taskId, url, repository.BaseBranch, baseCommit, cancellationToken);
        }
        catch (Exception fault) when (fault is DamagedMirrorException or LibGit2SharpException)
        {
            await mirrors.DiscardDamagedAsync(url, certain: fault is DamagedMirrorException, cancellationToken);
        }

        try
        {
            return await PrepareOnceAsync(taskId, url, repository.BaseBranch, baseCommit, cancellationToken);
        }
        catch (Exception fault) when (fault is DamagedMirrorException or LibGit2SharpException)
        {
            throw new ForgeException(ForgeFault.Transient, $"No work tree of {url.Text} could be made: {GitFaults.Excerpt(fault.Message)}", fault);
        }
    }

    public WorkTree? Find(string taskId, RepositoryRef repository)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        RequireTaskId(taskId);
        var path = layout.WorkTree(taskId);
        if (WorkTreeRecord.Read(layout.Record(taskId)) is not { } record
            || record.Url != url.Text
            || !Directory.Exists(path)
            || mirrors.Find(url) is not { } mirror)
        {
            return null;
        }

        using var bare = new Repository(mirror);
        var head = bare.Refs["refs/heads/" + record.Branch]?.TargetIdentifier;
        var remoteHead = bare.Refs[TaskReferences.Pushed(taskId)]?.TargetIdentifier;
        return head is null
            ? null
            : new WorkTree(taskId, path, record.Branch, record.BaseBranch, record.BaseCommit, head, remoteHead) { GitFolder = mirror };
    }

    public Task ResetAsync(WorkTree workTree, string commit, CancellationToken cancellationToken) => LockedAsync(
        workTree,
        mirror =>
        {
            using (var bare = new Repository(mirror))
            {
                _ = Commit(bare, commit, workTree);
                bare.Refs.Add(TaskReferences.Branch(workTree.TaskId), commit, allowOverwrite: true);
            }

            Linked(mirror, workTree.TaskId).CheckOut(TaskReferences.Branch(workTree.TaskId), commit);
            return true;
        },
        cancellationToken);

    public Task<WorkTreeDiff> DiffAsync(WorkTree workTree, string fromCommit, CancellationToken cancellationToken) => OpenedAsync(
        workTree,
        repository =>
        {
            Staging.StageAll(repository);
            return DiffReader.Read(repository, Commit(repository, fromCommit, workTree));
        },
        cancellationToken);

    public Task<string?> ReadFileAsync(WorkTree workTree, string commit, string path, CancellationToken cancellationToken) => LockedAsync(
        workTree,
        mirror =>
        {
            using var repository = new Repository(mirror);
            var entry = Commit(repository, commit, workTree)[path];
            return entry is { Mode: Mode.NonExecutableFile or Mode.ExecutableFile, Target: Blob blob } ? blob.GetContentText() : null;
        },
        cancellationToken);

    public Task<string> CommitAsync(WorkTree workTree, CommitRequest request, CancellationToken cancellationToken)
        => OpenedAsync(workTree, repository => commits.Commit(repository, request), cancellationToken);

    public async Task<PushResult> PushAsync(WorkTree workTree, PushRequest request, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(workTree.TaskId), cancellationToken);
        var (url, mirror) = Require(workTree);
        RequireCommit(mirror, request.Commit, workTree);
        return await changes.Push.PushAsync(mirror, url, request, cancellationToken);
    }

    public async Task<UpdateBranchResult> UpdateAsync(WorkTree workTree, UpdateBranchRequest request, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(workTree.TaskId), cancellationToken);
        var (url, mirror) = Require(workTree);
        RequireCommit(mirror, request.HeadCommit, workTree);
        var remote = await mirrors.FetchAsync(url, request.BaseBranch, workTree.TaskId, cancellationToken);
        var result = await Task.Run(
            () =>
            {
                using var repository = new Repository(remote.Mirror);
                return changes.Update.Update(repository, request.HeadCommit, remote.BaseHead, request);
            },
            cancellationToken);
        if (result is { Commit: { } commit, BaseCommit: { } start })
        {
            var branch = TaskReferences.Branch(workTree.TaskId);
            await mirrors.PointAsync(url, branch, commit, cancellationToken);
            await Task.Run(() => Linked(remote.Mirror, workTree.TaskId).CheckOut(branch, commit), cancellationToken);
            new WorkTreeRecord(url.Text, workTree.Branch, workTree.BaseBranch, start).Write(layout.Record(workTree.TaskId));
        }

        return result;
    }

    public async Task RemoveAsync(string taskId, RepositoryRef repository, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        RequireTaskId(taskId);
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(taskId), cancellationToken);
        Folders.Remove(layout.Record(taskId));
        await Task.Run(() => Linked(layout.Mirror(url), taskId).Remove(), cancellationToken);
        await mirrors.ForgetTaskAsync(url, taskId, cancellationToken);
    }

    private async Task<WorkTree> PrepareOnceAsync(
        string taskId, RepositoryUrl url, string? baseBranch, string? baseCommit, CancellationToken cancellationToken)
    {
        var remote = await mirrors.FetchAsync(url, baseBranch, taskId, cancellationToken);
        if (baseCommit is not null)
        {
            await mirrors.RequireCommitAsync(url, baseCommit, cancellationToken);
        }

        var start = baseCommit ?? Fork(remote);
        var head = remote.TaskHead ?? start;
        Folders.Remove(layout.Record(taskId));
        await mirrors.PointAsync(url, TaskReferences.Branch(taskId), head, cancellationToken);
        await Task.Run(
            () =>
            {
                var linked = Linked(remote.Mirror, taskId);
                if (!File.Exists(Path.Join(layout.WorkTree(taskId), ".git")))
                {
                    // A leftover of another kind: nothing in it is worth keeping.
                    linked.Remove();
                }

                linked.CheckOut(TaskReferences.Branch(taskId), head);
            },
            cancellationToken);
        var branch = Naming.Branch(taskId);
        new WorkTreeRecord(url.Text, branch, remote.BaseBranch, start).Write(layout.Record(taskId));
        return new WorkTree(taskId, layout.WorkTree(taskId), branch, remote.BaseBranch, start, head, remote.TaskHead) { GitFolder = remote.Mirror };
    }

    /// <summary>Where a branch of an earlier life of the task left its base; else the base's tip.</summary>
    private static string Fork(RemoteBranches remote)
    {
        if (remote.TaskHead is null)
        {
            return remote.BaseHead;
        }

        using var repository = new Repository(remote.Mirror);
        var fork = repository.ObjectDatabase.FindMergeBase(
            repository.Lookup<Commit>(remote.TaskHead), repository.Lookup<Commit>(remote.BaseHead));
        return fork?.Sha ?? remote.BaseHead;
    }

    private async Task<T> OpenedAsync<T>(WorkTree workTree, Func<Repository, T> action, CancellationToken cancellationToken) => await LockedAsync(
        workTree,
        mirror =>
        {
            using var repository = Linked(mirror, workTree.TaskId).Open(TaskReferences.Branch(workTree.TaskId));
            return action(repository);
        },
        cancellationToken);

    private async Task<T> LockedAsync<T>(WorkTree workTree, Func<string, T> action, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(workTree.TaskId), cancellationToken);
        var (_, mirror) = Require(workTree);
        try
        {
            return await Task.Run(() => action(mirror), cancellationToken);
        }
        catch (LibGit2SharpException fault)
        {
            throw new ForgeException(ForgeFault.Transient, $"The work tree of {workTree.TaskId} cannot be used: {GitFaults.Excerpt(fault.Message)}", fault);
        }
    }

    private (RepositoryUrl Url, string Mirror) Require(WorkTree workTree)
        => WorkTreeRecord.Read(layout.Record(workTree.TaskId)) is { } record
            && RepositoryUrl.Parse(record.Url) is var url
            && mirrors.Find(url) is { } mirror
            ? (url, mirror)
            : throw new ForgeException(ForgeFault.NotFound, $"The work tree of {workTree.TaskId} is not on this host; prepare it again.");

    private LinkedWorkTree Linked(string mirror, string taskId) => new(mirror, taskId, layout.WorkTree(taskId));

    private static void RequireCommit(string mirror, string commit, WorkTree workTree)
    {
        using var repository = new Repository(mirror);
        _ = Commit(repository, commit, workTree);
    }

    private static Commit Commit(Repository repository, string commit, WorkTree workTree)
        => repository.Lookup<Commit>(commit)
            ?? throw new ForgeException(ForgeFault.NotFound, $"Commit {commit} is not in the work tree of {workTree.TaskId}.");

    private static void RequireTaskId(string taskId)
    {
        if (!Naming.IsTaskId(taskId))
        {
            throw new ForgeException(ForgeFault.Invalid, $"'{taskId}' is not a task id.");
        }
    }
}

using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

/// <summary>
/// What <see cref="IGitWorkspaces"/> promises, whatever kind of origin is behind it. A subclass says how an origin is made and addressed.
/// </summary>
public abstract class GitWorkspacesConformance : IAsyncLifetime
{
    private const string TaskId = "t-1";

    private readonly ScratchFolder folder = new();
    private ForgesHost host = null!;
    private ScratchRepository person = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IGitWorkspaces Workspaces => host.Get<IGitWorkspaces>();

    private RepositoryRef Repository { get; set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        person = ScratchRepository.Create(folder.Join("person"));
        person.Write("src/app.txt", "one\ntwo\n");
        person.Write(".gitignore", "*.log\nout/\n");
        person.Commit("second");
        Repository = new RepositoryRef("local", await PublishAsync(person, folder), null);
        host = new ForgesHost(folder.Join("data"));
    }

    public virtual ValueTask DisposeAsync()
    {
        host.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes the origin out of the person's repository; afterwards the person's remote <c>origin</c> is it, unless it is the origin itself.</summary>
    /// <returns>Its address.</returns>
    protected abstract Task<string> PublishAsync(ScratchRepository person, ScratchFolder folder);

    [Fact]
    public async Task PrepareAsync_FirstTime_LeavesTheBaseOnTheTaskBranch()
    {
        var tree = await Workspaces.PrepareAsync(TaskId, Repository, null, Cancel);

        Assert.Equal("bgagent/t-1", tree.Branch);
        Assert.Equal("main", tree.BaseBranch);
        Assert.Equal(person.Head, tree.BaseCommit);
        Assert.Equal(person.Head, tree.HeadCommit);
        Assert.Null(tree.RemoteHead);
        Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(Path.Join(tree.Path, "src/app.txt"), Cancel));
        Assert.Equal("", GitCommand.Run(tree.Path, "status", "--porcelain"));
        Assert.Equal("bgagent/t-1", GitCommand.Run(tree.Path, "branch", "--show-current"));
        Assert.Equal(tree, Workspaces.Find(TaskId, Repository));
    }

    [Fact]
    public async Task PrepareAsync_Again_ThrowsAwayEditsButKeepsIgnoredFiles()
    {
        var tree = await Workspaces.PrepareAsync(TaskId, Repository, null, Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "edited", Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/new.txt"), "new", Cancel);
        Directory.CreateDirectory(Path.Join(tree.Path, "deep/er"));
        await File.WriteAllTextAsync(Path.Join(tree.Path, "deep/er/x"), "x", Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "build.log"), "kept", Cancel);

        var again = await Workspaces.PrepareAsync(TaskId, Repository, null, Cancel);

        Assert.Equal(tree, again);
        Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(Path.Join(tree.Path, "src/app.txt"), Cancel));
        Assert.False(File.Exists(Path.Join(tree.Path, "src/new.txt")));
        Assert.False(Directory.Exists(Path.Join(tree.Path, "deep")));
        Assert.True(File.Exists(Path.Join(tree.Path, "build.log")));
    }

    [Fact]
    public async Task PrepareAsync_WithBaseCommit_StartsThereThoughTheBranchMoved()
    {
        var old = person.Head;
        person.Write("src/app.txt", "moved\n");
        person.Commit("third");
        Publish();

        var tree = await Workspaces.PrepareAsync(TaskId, Repository, old, Cancel);

        Assert.Equal(old, tree.HeadCommit);
        Assert.Equal(old, tree.BaseCommit);
    }

    [Fact]
    public async Task PrepareAsync_UnknownBaseBranch_IsNotFound()
    {
        var fault = await Assert.ThrowsAsync<ForgeException>(
            () => Workspaces.PrepareAsync(TaskId, Repository with { BaseBranch = "nowhere" }, null, Cancel));

        Assert.Equal(ForgeFault.NotFound, fault.Fault);
        Assert.Contains("nowhere", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAndPush_OneAttempt_ArriveAtTheOriginOnce()
    {
        var tree = await Workspaces.PrepareAsync(TaskId, Repository, null, Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "fixed\n", Cancel);

        var commit = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, tree.HeadCommit), Cancel);
        var again = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, tree.HeadCommit), Cancel);
        var pushed = await Workspaces.PushAsync(tree, WorkspaceRequests.Push(TaskId, Repository, commit), Cancel);
        var repeated = await Workspaces.PushAsync(tree, WorkspaceRequests.Push(TaskId, Repository, commit), Cancel);

        Assert.Equal(commit, again);
        Assert.Equal(new PushResult { Status = PushStatus.Pushed, RemoteHead = commit }, pushed);
        Assert.Equal(PushStatus.UpToDate, repeated.Status);
        Assert.Equal(commit, RemoteHead());
        Assert.Equal(commit, Workspaces.Find(TaskId, Repository)!.RemoteHead);
    }

    [Fact]
    public async Task PushAsync_SecondAttempt_MovesTheBranchForward()
    {
        var (tree, first) = await PushedAsync("one");
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "two", Cancel);
        var second = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, first, attempt: 2), Cancel);

        var result = await Workspaces.PushAsync(tree, WorkspaceRequests.Push(TaskId, Repository, second, expected: first), Cancel);

        Assert.Equal(PushStatus.Pushed, result.Status);
        Assert.Equal(second, RemoteHead());
    }

    [Fact]
    public async Task PushAsync_AfterAPersonPushed_IsDivergedAndTouchesNothing()
    {
        var (tree, first) = await PushedAsync("one");
        var theirs = PersonPushes();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "two", Cancel);
        var second = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, first, attempt: 2), Cancel);

        var result = await Workspaces.PushAsync(tree, WorkspaceRequests.Push(TaskId, Repository, second, expected: first), Cancel);

        Assert.Equal(PushStatus.Diverged, result.Status);
        Assert.Equal(theirs, result.RemoteHead);
        Assert.Equal(theirs, RemoteHead());
    }

    [Fact]
    public async Task PrepareAsync_AfterAPersonPushed_GoesOnFromTheirCommit()
    {
        var (first, _) = await PushedAsync("one");
        var theirs = PersonPushes();

        var tree = await Workspaces.PrepareAsync(TaskId, Repository, first.BaseCommit, Cancel);

        Assert.Equal(theirs, tree.HeadCommit);
        Assert.Equal(theirs, tree.RemoteHead);
        Assert.Equal(first.BaseCommit, tree.BaseCommit);
        Assert.Equal("theirs", await File.ReadAllTextAsync(Path.Join(tree.Path, "theirs.txt"), Cancel));
    }

    [Fact]
    public async Task PushAsync_BranchDeletedMeanwhile_IsDivergedAndNotMadeAgain()
    {
        var (tree, first) = await PushedAsync("one");
        GitCommand.Run(Origin(), "update-ref", "-d", "refs/heads/bgagent/t-1");
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "two", Cancel);
        var second = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, first, attempt: 2), Cancel);

        var result = await Workspaces.PushAsync(tree, WorkspaceRequests.Push(TaskId, Repository, second, expected: first), Cancel);

        Assert.Equal(PushStatus.Diverged, result.Status);
        Assert.Null(result.RemoteHead);
    }

    [Fact]
    public async Task PrepareAsync_ManyTasksAtOnce_EachGetsItsOwnWorkTree()
    {
        var trees = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var id = $"many-{number}";
            var tree = await Workspaces.PrepareAsync(id, Repository, null, Cancel);
            await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), $"by {number}", Cancel);
            var commit = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(id, Repository, tree.HeadCommit), Cancel);
            var result = await Workspaces.PushAsync(tree, WorkspaceRequests.Push(id, Repository, commit), Cancel);
            return (tree.Path, commit, result.Status);
        }));

        Assert.Equal(6, trees.Select(tree => tree.Path).Distinct().Count());
        Assert.All(trees, tree => Assert.Equal(PushStatus.Pushed, tree.Status));
        Assert.All(Enumerable.Range(0, 6), number => Assert.Equal(
            trees[number].commit, GitCommand.Run(Origin(), "rev-parse", $"refs/heads/bgagent/many-{number}")));
    }

    [Fact]
    public async Task RemoveAsync_Twice_LeavesNothingOfTheTask()
    {
        var tree = await Workspaces.PrepareAsync(TaskId, Repository, null, Cancel);

        await Workspaces.RemoveAsync(TaskId, Repository, Cancel);
        await Workspaces.RemoveAsync(TaskId, Repository, Cancel);

        Assert.False(Path.Exists(tree.Path));
        Assert.Null(Workspaces.Find(TaskId, Repository));
    }

    /// <summary>The repository that receives pushes, on disk.</summary>
    protected abstract string Origin();

    /// <summary>Brings the person's commits on <c>main</c> to the origin.</summary>
    private void Publish()
    {
        if (Origin() != person.Path)
        {
            person.Git("push", "--quiet", Origin(), "main");
        }
    }

    private string RemoteHead() => GitCommand.Run(Origin(), "rev-parse", "refs/heads/bgagent/t-1");

    private async Task<(WorkTree Tree, string Commit)> PushedAsync(string text)
    {
        var tree = await Workspaces.PrepareAsync(TaskId, Repository, null, Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), text, Cancel);
        var commit = await Workspaces.CommitAsync(tree, WorkspaceRequests.Commit(TaskId, Repository, tree.HeadCommit), Cancel);
        Assert.Equal(PushStatus.Pushed, (await Workspaces.PushAsync(tree, WorkspaceRequests.Push(TaskId, Repository, commit), Cancel)).Status);
        return (tree, commit);
    }

    private string PersonPushes()
    {
        var clone = ScratchRepository.Clone(Origin(), folder.Join("clone"));
        clone.Git("checkout", "--quiet", "bgagent/t-1");
        clone.Write("theirs.txt", "theirs");
        var commit = clone.Commit("by hand");
        clone.Git("push", "--quiet", "origin", "bgagent/t-1");
        return commit;
    }
}

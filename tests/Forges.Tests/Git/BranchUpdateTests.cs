using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

/// <summary>The base comes into a task's branch, by merge or by rebase, over a path and over HTTP.</summary>
public sealed class BranchUpdateTests : IAsyncLifetime
{
    private const string TaskId = "t-1";
    private const string Branch = "bgagent/t-1";

    private readonly ScratchFolder folder = new();
    private ForgesHost host = null!;
    private ScratchRepository person = null!;
    private GitHttpHost? http;
    private RepositoryRef repository = null!;
    private WorkTree tree = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IGitWorkspaces Workspaces => host.Get<IGitWorkspaces>();

    public ValueTask InitializeAsync()
    {
        person = ScratchRepository.Create(folder.Join("person"));
        person.Write("a.txt", "one\ntwo\nthree\n");
        person.Commit("a");
        host = new ForgesHost(folder.Join("data"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        if (http is not null)
        {
            await http.DisposeAsync();
        }

        folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_ByMerge_KeepsTheCommitsAndIsPushedForwards(bool overHttp)
    {
        var first = await PushedAsync(overHttp, ("b.txt", "mine\n"));
        var target = MoveBase("c.txt", "theirs\n");

        var result = await UpdateAsync(first, ConflictPolicy.Merge);
        var push = await PushAsync(result.Commit!, first, replace: false);

        Assert.Equal((UpdateBranchStatus.Updated, target), (result.Status, result.BaseCommit));
        Assert.Equal(PushStatus.Pushed, push.Status);
        Assert.Equal($"{first} {target}", Ask("log", "-1", "--format=%P", result.Commit!));
        Assert.Equal("theirs\n", await File.ReadAllTextAsync(Path.Join(tree.Path, "c.txt"), Cancel));
        Assert.Equal(target, Workspaces.Find(TaskId, repository)!.BaseCommit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_ByRebase_ReplacesExactlyTheCommitThatWasPushed(bool overHttp)
    {
        var first = await PushedAsync(overHttp, ("b.txt", "mine\n"));
        var target = MoveBase("c.txt", "theirs\n");

        var result = await UpdateAsync(first, ConflictPolicy.Rebase);
        var plain = await PushAsync(result.Commit!, first, replace: false);
        var leased = await PushAsync(result.Commit!, first, replace: true);
        var again = await PushAsync(result.Commit!, first, replace: true);

        Assert.Equal((PushStatus.Diverged, PushStatus.Pushed, PushStatus.UpToDate), (plain.Status, leased.Status, again.Status));
        Assert.Equal(target, Ask("log", "-1", "--format=%P", Branch));
        Assert.Equal(Ask("log", "-1", "--format=%B", first), Ask("log", "-1", "--format=%B", Branch));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Push_WithALeaseOnAnotherCommit_ForcesNothing(bool overHttp)
    {
        var first = await PushedAsync(overHttp, ("b.txt", "mine\n"));
        MoveBase("c.txt", "theirs\n");
        var result = await UpdateAsync(first, ConflictPolicy.Rebase);
        person.Git("fetch", "--quiet", "origin", Branch);
        person.Git("checkout", "--quiet", "-B", Branch, "FETCH_HEAD");
        person.Write("d.txt", "by hand\n");
        var hers = person.Commit("by hand");
        person.Git("push", "--quiet", "origin", Branch);

        var push = await PushAsync(result.Commit!, first, replace: true);

        Assert.Equal((PushStatus.Diverged, hers), (push.Status, push.RemoteHead));
        Assert.Equal(hers, Ask("rev-parse", Branch));
    }

    [Fact]
    public async Task Update_WhereTheBaseHasOneOfTheCommitsAndMore_ConflictsAsMergeAndAppliesAsRebase()
    {
        var first = await PushedAsync(false, ("a.txt", "one\nTWO\nthree\n"), ("b.txt", "mine\n"));
        person.Git("checkout", "--quiet", "main");
        person.Git("fetch", "--quiet", "origin", Branch);
        person.Git("cherry-pick", "FETCH_HEAD~1");
        MoveBase("a.txt", "one\n2\nthree\n");

        var merged = await UpdateAsync(first, ConflictPolicy.Merge);
        var rebased = await UpdateAsync(first, ConflictPolicy.Rebase);

        Assert.Equal(UpdateBranchStatus.Conflicted, merged.Status);
        Assert.Equal(["a.txt"], merged.Conflicts);
        Assert.Equal(UpdateBranchStatus.Updated, rebased.Status);
        Assert.Equal("one\n2\nthree\n", await File.ReadAllTextAsync(Path.Join(tree.Path, "a.txt"), Cancel));
    }

    [Theory]
    [InlineData(ConflictPolicy.Merge)]
    [InlineData(ConflictPolicy.Rebase)]
    public async Task Update_ThatConflicts_ChangesNothing(ConflictPolicy how)
    {
        var first = await PushedAsync(false, ("a.txt", "one\nmine\nthree\n"));
        MoveBase("a.txt", "one\ntheirs\nthree\n");

        var result = await UpdateAsync(first, how);

        Assert.Equal(UpdateBranchStatus.Conflicted, result.Status);
        Assert.Equal(["a.txt"], result.Conflicts);
        Assert.Equal(first, Workspaces.Find(TaskId, repository)!.HeadCommit);
        Assert.Equal("one\nmine\nthree\n", await File.ReadAllTextAsync(Path.Join(tree.Path, "a.txt"), Cancel));
    }

    [Fact]
    public async Task Update_NothingNew_SaysSo()
    {
        var first = await PushedAsync(false, ("b.txt", "mine\n"));
        Assert.Equal(UpdateBranchStatus.UpToDate, (await UpdateAsync(first, ConflictPolicy.Merge)).Status);

        MoveBase("b.txt", "mine\n");

        Assert.Equal(UpdateBranchStatus.Empty, (await UpdateAsync(first, ConflictPolicy.Rebase)).Status);
    }

    /// <summary>A task that has pushed one commit for each change.</summary>
    private async Task<string> PushedAsync(bool overHttp, params (string File, string Text)[] changes)
    {
        var bare = person.CloneBare(folder.Join("origin.git"));
        person.Git("remote", "add", "origin", bare);
        if (overHttp)
        {
            http = await GitHttpHost.StartAsync(folder.Path);
        }

        repository = new RepositoryRef("local", http is null ? bare : $"{http.Address}origin.git", null);
        tree = await Workspaces.PrepareAsync(TaskId, repository, null, Cancel);
        var head = tree.HeadCommit;
        string? pushed = null;
        foreach (var (attempt, (file, text)) in changes.Index())
        {
            await File.WriteAllTextAsync(Path.Join(tree.Path, file), text, Cancel);
            head = await Workspaces.CommitAsync(
                tree, new CommitRequest { TaskId = TaskId, Repository = repository, Attempt = attempt + 1, HeadCommit = head, Message = $"Change {file}" }, Cancel);
            Assert.Equal(PushStatus.Pushed, (await PushAsync(head, pushed, replace: false)).Status);
            pushed = head;
        }

        return head;
    }

    private string MoveBase(string file, string text)
    {
        person.Git("checkout", "--quiet", "main");
        person.Write(file, text);
        var commit = person.Commit("meanwhile");
        person.Git("push", "--quiet", "origin", "main");
        return commit;
    }

    private Task<UpdateBranchResult> UpdateAsync(string head, ConflictPolicy how) => Workspaces.UpdateAsync(
        tree, new UpdateBranchRequest { TaskId = TaskId, Repository = repository, BaseBranch = "main", HeadCommit = head, How = how }, Cancel);

    private Task<PushResult> PushAsync(string commit, string? expected, bool replace) => Workspaces.PushAsync(
        tree,
        new PushRequest { TaskId = TaskId, Repository = repository, Branch = Branch, Commit = commit, ExpectedRemoteHead = expected, Policy = new TaskPolicy(), Replace = replace },
        Cancel);

    private string Ask(params string[] arguments) => GitCommand.Run(folder.Join("origin.git"), arguments).Trim();
}

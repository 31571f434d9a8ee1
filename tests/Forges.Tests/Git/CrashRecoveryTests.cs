using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

/// <summary>Whatever a kill leaves on the disk, the next prepare makes good.</summary>
public sealed class CrashRecoveryTests : IDisposable
{
    private readonly WorkspaceBench bench = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> LeftLocks =>
    [
        "packed-refs.lock",
        "config.lock",
        "HEAD.lock",
        "shallow.lock",
        "refs/remotes/origin/main.lock",
        "refs/heads/bgagent/t-1.lock",
        "worktrees/t-1/index.lock",
        "worktrees/t-1/HEAD.lock",
        "objects/pack/tmp_pack_abc",
    ];

    public void Dispose() => bench.Dispose();

    [Theory]
    [MemberData(nameof(LeftLocks))]
    public async Task PrepareAsync_LockLeftBehind_RemovesIt(string file)
    {
        await bench.PrepareAsync();
        var moved = bench.PersonMoves("two\n");
        var path = Path.Join(bench.Mirror, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "", Cancel);

        await AssertPreparedAsync(moved);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task PrepareAsync_KilledWhileTheMirrorWasMade_MakesItAgain()
    {
        await bench.PrepareAsync();
        var mirror = bench.Mirror;
        Directory.Delete(mirror, recursive: true);
        Directory.CreateDirectory(mirror + ".new/objects");
        await File.WriteAllTextAsync(mirror + ".new/HEAD", "re", Cancel);

        await AssertPreparedAsync(bench.Person.Head);

        Assert.False(Directory.Exists(mirror + ".new"));
    }

    [Theory]
    [InlineData("HEAD", "")]
    [InlineData("refs/remotes/origin/main", "")]
    [InlineData("refs/remotes/origin/main", "0123456789012345678901234567890123456789\n")]
    [InlineData("config", "[core")]
    [InlineData("worktrees/t-1/index", "DIRC")]
    [InlineData("worktrees/t-1/HEAD", "")]
    [InlineData("worktrees/t-1/commondir", "")]
    [InlineData("worktrees/t-1/gitdir", "/nowhere/.git\n")]
    public async Task PrepareAsync_FileCutShort_MakesItGood(string file, string content)
    {
        await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(bench.Mirror, file), content, Cancel);

        await AssertPreparedAsync(bench.Person.Head);
    }

    [Fact]
    public async Task PrepareAsync_NothingWrong_KeepsTheMirror()
    {
        await bench.PrepareAsync();
        var marker = Path.Join(bench.Mirror, "objects", "info", "kept");
        Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
        await File.WriteAllTextAsync(marker, "", Cancel);
        bench.PersonMoves("two\n");

        await bench.PrepareAsync();

        Assert.True(File.Exists(marker));
    }

    [Fact]
    public async Task PrepareAsync_ObjectsLost_ClonesAgain()
    {
        await bench.PrepareAsync();
        Directory.Delete(Path.Join(bench.Mirror, "objects"), recursive: true);
        Directory.CreateDirectory(Path.Join(bench.Mirror, "objects"));

        await AssertPreparedAsync(bench.Person.Head);
    }

    [Fact]
    public async Task PrepareAsync_BlobLost_ClonesAgain()
    {
        await bench.PrepareAsync();
        var blob = GitCommand.Run(bench.Mirror, "rev-parse", "refs/remotes/origin/main:src/app.txt");
        foreach (var pack in Directory.GetFiles(Path.Join(bench.Mirror, "objects", "pack"), "*.pack"))
        {
            var aside = bench.Folder.Join("aside.pack");
            File.Move(pack, aside);
            File.Delete(Path.ChangeExtension(pack, ".idx"));
            GitCommand.Run(bench.Mirror, "index-pack", aside);
        }

        var loose = Path.Join(bench.Mirror, "objects", blob[..2], blob[2..]);
        Assert.True(File.Exists(loose), "A small fetch leaves loose objects.");
        File.Delete(loose);
        Directory.Delete(bench.Workspaces.Find(WorkspaceBench.TaskId, bench.Repository)!.Path, recursive: true);

        await AssertPreparedAsync(bench.Person.Head);
    }

    [Fact]
    public async Task PrepareAsync_WorkTreeHalfGone_FillsIt()
    {
        var tree = await bench.PrepareAsync();
        File.Delete(Path.Join(tree.Path, ".git"));
        Directory.Delete(Path.Join(tree.Path, "src"), recursive: true);

        await AssertPreparedAsync(bench.Person.Head);
    }

    [Fact]
    public async Task PrepareAsync_MirrorGoneButWorkTreeThere_FillsBoth()
    {
        await bench.PrepareAsync();
        Directory.Delete(bench.Mirror, recursive: true);

        await AssertPreparedAsync(bench.Person.Head);
    }

    [Fact]
    public async Task PrepareAsync_FileWhereTheWorkTreeShallBe_ReplacesIt()
    {
        Directory.CreateDirectory(Path.Join(bench.Data, "worktrees"));
        await File.WriteAllTextAsync(Path.Join(bench.Data, "worktrees", WorkspaceBench.TaskId), "", Cancel);

        await AssertPreparedAsync(bench.Person.Head);
    }

    [Fact]
    public async Task Find_KilledBeforeTheWorkTreeWasWhole_IsNull()
    {
        await bench.PrepareAsync();
        File.Delete(Path.Join(bench.Data, "worktrees", WorkspaceBench.TaskId + ".json"));

        Assert.Null(bench.Workspaces.Find(WorkspaceBench.TaskId, bench.Repository));
    }

    [Fact]
    public async Task CommitAsync_KilledAgentLeftIndexLock_StillCommits()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(bench.Mirror, "worktrees/t-1/index.lock"), "", Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);

        var commit = await bench.CommitAsync(tree);

        Assert.Equal("new", GitCommand.Run(bench.Mirror, "show", commit + ":src/app.txt"));
    }

    [Fact]
    public async Task PushAsync_BranchWasResetAfterTheCommit_StillPushesTheCommit()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);
        var commit = await bench.CommitAsync(tree);
        tree = await bench.PrepareAsync();
        Assert.NotEqual(commit, tree.HeadCommit);

        var result = await bench.Workspaces.PushAsync(tree, WorkspaceRequests.Push(WorkspaceBench.TaskId, bench.Repository, commit), Cancel);

        Assert.Equal(PushStatus.Pushed, result.Status);
        Assert.Equal(commit, GitCommand.Run(bench.Origin, "rev-parse", "refs/heads/bgagent/t-1"));
    }

    [Fact]
    public async Task PrepareAsync_AnotherProcessHoldsTheMirror_WaitsForIt()
    {
        await bench.PrepareAsync();
        var file = Directory.GetFiles(Path.Join(bench.Data, "locks"), "mirror-*").Single();
        Task<WorkTree> waiting;
        await using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            using var other = new ForgesHost(bench.Data);
            waiting = other.Get<IGitWorkspaces>().PrepareAsync("t-2", bench.Repository, null, Cancel);
            var first = await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(300), Cancel));
            Assert.NotSame(waiting, first);
        }

        Assert.Equal(bench.Person.Head, (await waiting).HeadCommit);
    }

    private async Task AssertPreparedAsync(string head)
    {
        var tree = await bench.PrepareAsync();

        Assert.Equal(head, tree.HeadCommit);
        Assert.Equal(head, GitCommand.Run(tree.Path, "rev-parse", "HEAD"));
        Assert.Equal("", GitCommand.Run(tree.Path, "status", "--porcelain"));
        Assert.True(File.Exists(Path.Join(tree.Path, "src/app.txt")));
        Assert.Equal(tree, bench.Workspaces.Find(WorkspaceBench.TaskId, bench.Repository));
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "patched", Cancel);
        Assert.Equal(head, GitCommand.Run(bench.Mirror, "rev-parse", await bench.CommitAsync(tree) + "^"));
    }
}

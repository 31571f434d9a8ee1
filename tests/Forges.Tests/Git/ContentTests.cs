using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

/// <summary>What a commit and a diff hold.</summary>
public sealed class ContentTests : IDisposable
{
    private readonly WorkspaceBench bench = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task CommitAsync_KindsOfFiles_ArriveAsGitWouldStoreThem()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "Größe 日本.txt"), "é\r\n", Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "run.sh"), "#!/bin/sh\n", Cancel);
        ScratchFolder.MakeExecutable(Path.Join(tree.Path, "run.sh"));
        File.CreateSymbolicLink(Path.Join(tree.Path, "link"), "src/app.txt");
        await File.WriteAllTextAsync(Path.Join(tree.Path, "ignored.log"), "x", Cancel);
        File.Delete(Path.Join(tree.Path, "README.md"));

        var commit = await bench.CommitAsync(tree);

        var listing = GitCommand.Run(bench.Mirror, "-c", "core.quotePath=false", "ls-tree", "-r", "--format=%(objectmode) %(path)", commit).Split('\n');
        Assert.Equal(["100644 .gitignore", "100644 Größe 日本.txt", "120000 link", "100755 run.sh", "100644 src/app.txt"], listing);
        Assert.Equal("é\r", GitCommand.Run(bench.Mirror, "show", commit + ":Größe 日本.txt"));
        Assert.Equal("src/app.txt", GitCommand.Run(bench.Mirror, "show", commit + ":link"));
    }

    [Fact]
    public async Task CommitAsync_Message_EndsWithTrailersThatGitReads()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);

        var commit = await bench.Workspaces.CommitAsync(
            tree, WorkspaceRequests.Commit(WorkspaceBench.TaskId, bench.Repository, tree.HeadCommit, 2, "Subject\r\n\r\nBody\r\n"), Cancel);

        Assert.Equal("Bgagent-Task: t-1\nBgagent-Attempt: 2", GitCommand.Run(bench.Mirror, "log", "-1", "--format=%(trailers)", commit).TrimEnd());
        Assert.Equal("BackgroundAgent <bgagent@localhost>", GitCommand.Run(bench.Mirror, "log", "-1", "--format=%an <%ae>", commit));
        Assert.Equal("Subject", GitCommand.Run(bench.Mirror, "log", "-1", "--format=%s", commit));
    }

    [Fact]
    public async Task CommitAsync_NothingChanged_IsInvalid()
    {
        var tree = await bench.PrepareAsync();

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.CommitAsync(tree));

        Assert.Equal(ForgeFault.Invalid, fault.Fault);
    }

    [Fact]
    public async Task CommitAsync_AgentCommittedItself_FoldsItIntoOne()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "by agent", Cancel);
        GitCommand.Run(tree.Path, "checkout", "--quiet", "-b", "elsewhere");
        GitCommand.Run(tree.Path, "commit", "--quiet", "--all", "--message", "mine");
        await File.WriteAllTextAsync(Path.Join(tree.Path, "more.txt"), "more", Cancel);

        var commit = await bench.CommitAsync(tree);

        Assert.Equal(tree.HeadCommit, GitCommand.Run(bench.Mirror, "rev-parse", commit + "^"));
        Assert.Equal("by agent", GitCommand.Run(bench.Mirror, "show", commit + ":src/app.txt"));
        Assert.Equal("more", GitCommand.Run(bench.Mirror, "show", commit + ":more.txt"));
        Assert.Equal("bgagent/t-1", GitCommand.Run(tree.Path, "branch", "--show-current"));
    }

    [Fact]
    public async Task CommitAsync_RepositoryHooks_AreNotRun()
    {
        var tree = await bench.PrepareAsync();
        var hooks = Directory.CreateDirectory(Path.Join(bench.Mirror, "hooks")).FullName;
        var trap = bench.Folder.Join("trap");
        foreach (var name in new[] { "pre-commit", "post-checkout", "pre-push", "reference-transaction" })
        {
            await File.WriteAllTextAsync(Path.Join(hooks, name), $"#!/bin/sh\ntouch '{trap}'\n", Cancel);
            ScratchFolder.MakeExecutable(Path.Join(hooks, name));
        }

        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);
        var commit = await bench.CommitAsync(tree);
        await bench.Workspaces.PushAsync(tree, WorkspaceRequests.Push(WorkspaceBench.TaskId, bench.Repository, commit), Cancel);
        await bench.PrepareAsync();

        Assert.False(File.Exists(trap));
    }

    [Fact]
    public async Task PushAsync_ProgramInTheWorkTreeRedirectedTheOrigin_IsNotObeyed()
    {
        var tree = await bench.PrepareAsync();
        var elsewhere = bench.Person.CloneBare(bench.Folder.Join("elsewhere.git"));
        GitCommand.Run(tree.Path, "config", $"url.{elsewhere}.insteadOf", bench.Origin);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);
        var commit = await bench.CommitAsync(tree);

        await bench.Workspaces.PushAsync(tree, WorkspaceRequests.Push(WorkspaceBench.TaskId, bench.Repository, commit), Cancel);

        Assert.Equal(commit, GitCommand.Run(bench.Origin, "rev-parse", "refs/heads/bgagent/t-1"));
        Assert.Equal("", GitCommand.Run(elsewhere, "for-each-ref", "refs/heads/bgagent"));
    }

    [Fact]
    public async Task CommitAsync_SubmoduleAndForeignRepository_StayAsTheyAre()
    {
        GitCommand.Run(bench.Person.Path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", bench.Origin, "lib");
        bench.PersonMoves("with submodule\n");
        var tree = await bench.PrepareAsync();
        Directory.CreateDirectory(Path.Join(tree.Path, "foreign"));
        GitCommand.Run(Path.Join(tree.Path, "foreign"), "init", "--quiet");
        await File.WriteAllTextAsync(Path.Join(tree.Path, "foreign/x"), "x", Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);

        var commit = await bench.CommitAsync(tree);

        Assert.Equal("M\tsrc/app.txt", GitCommand.Run(bench.Mirror, "diff", "--name-status", tree.HeadCommit, commit));
        await bench.PrepareAsync();
        Assert.False(Directory.Exists(Path.Join(tree.Path, "foreign")));
    }

    [Fact]
    public async Task DiffAsync_AllKindsOfChange_AreListed()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "one\ntwo\n", Cancel);
        await File.WriteAllTextAsync(Path.Join(tree.Path, "ü.txt"), "new\n", Cancel);
        await File.WriteAllBytesAsync(Path.Join(tree.Path, "bin.dat"), [0, 1, 2, 0], Cancel);
        File.Move(Path.Join(tree.Path, "README.md"), Path.Join(tree.Path, "READ.md"));
        await File.WriteAllTextAsync(Path.Join(tree.Path, "no.log"), "ignored", Cancel);

        var diff = await bench.Workspaces.DiffAsync(tree, tree.BaseCommit, Cancel);

        Assert.Equal(
            [("READ.md", "README.md", 'R', 0, 0, false), ("bin.dat", null, 'A', 0, 0, true), ("src/app.txt", null, 'M', 1, 0, false), ("ü.txt", null, 'A', 1, 0, false)],
            diff.Files.Select(file => (file.Path, file.OldPath, file.Status, file.LinesAdded, file.LinesDeleted, file.Binary)));
        Assert.Contains("+two", diff.Patch, StringComparison.Ordinal);
        Assert.Contains("+two", diff.Files[2].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadFileAsync_AtACommit_IgnoresTheWorkTree()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "edited", Cancel);

        Assert.Equal("one\n", await bench.Workspaces.ReadFileAsync(tree, tree.BaseCommit, "src/app.txt", Cancel));
        Assert.Null(await bench.Workspaces.ReadFileAsync(tree, tree.BaseCommit, "src/none.txt", Cancel));
        Assert.Null(await bench.Workspaces.ReadFileAsync(tree, tree.BaseCommit, "src", Cancel));
    }

    [Fact]
    public async Task ResetAsync_AfterACommit_GoesBack()
    {
        var tree = await bench.PrepareAsync();
        await File.WriteAllTextAsync(Path.Join(tree.Path, "src/app.txt"), "new", Cancel);
        await bench.CommitAsync(tree);

        await bench.Workspaces.ResetAsync(tree, tree.HeadCommit, Cancel);

        Assert.Equal(tree, bench.Workspaces.Find(WorkspaceBench.TaskId, bench.Repository));
        Assert.Equal("one\n", await File.ReadAllTextAsync(Path.Join(tree.Path, "src/app.txt"), Cancel));
    }
}

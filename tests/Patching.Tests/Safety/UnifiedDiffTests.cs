using BackgroundAgent.Patching.Safety;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Patching.Tests.Safety;

/// <summary>The parser against a real git.</summary>
public sealed class UnifiedDiffTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Parse_OutputOfGit_NamesEveryChange()
    {
        await GitAsync("init", "-q");
        _tree.Write("kept.txt", "one\ntwo\nthree\n");
        _tree.Write("gone.sql", "-- a comment\n++ odd\n");
        _tree.Write("with space ä.txt", "x\n");
        _tree.Write("moved.txt", string.Concat(Enumerable.Range(0, 20).Select(i => $"line {i}\n")));
        _tree.Write("crlf.txt", "a\r\nb\r\n");
        await CommitAsync();
        _tree.Write("kept.txt", "one\n2\nthree\nfour");
        File.Delete(_tree.File("gone.sql"));
        _tree.Write("with space ä.txt", "y\n");
        File.Move(_tree.File("moved.txt"), _tree.File("arrived.txt"));
        _tree.Write("crlf.txt", "a\r\nc\r\n");
        _tree.Write("empty.txt", "");
        await File.WriteAllBytesAsync(_tree.File("image.png"), [0, 1, 2, 0, 255]);
        await GitAsync("add", "-A");

        var diff = UnifiedDiff.Parse(await GitAsync("diff", "--cached", "-M"));

        Assert.Equal(
            [
                "Renamed arrived.txt +0 -0 from moved.txt", "Modified crlf.txt +1 -1", "Added empty.txt +0 -0", "Deleted gone.sql +0 -2",
                "Added image.png +0 -0 binary", "Modified kept.txt +2 -1", "Modified with space ä.txt +1 -1",
            ],
            diff.Files.Select(Describe));
        var kept = diff.Files.Single(file => file.Path == "kept.txt");
        Assert.Equal([new DiffLine(2, "2"), new DiffLine(4, "four")], kept.Added);
        Assert.Equal([new DiffLine(2, "two")], kept.Deleted);
        Assert.Equal(["-- a comment", "++ odd"], diff.Files.Single(file => file.Path == "gone.sql").Deleted.Select(line => line.Text));
        Assert.StartsWith("diff --git a/kept.txt b/kept.txt\n", kept.Patch, StringComparison.Ordinal);
        Assert.Equal(9, diff.ChangedLines);
    }

    [Fact]
    public void Parse_Nothing_IsNothing() => Assert.Empty(UnifiedDiff.Parse("").Files);

    [Fact]
    public void Parse_NoDiff_Throws() => Assert.Throws<FormatException>(() => UnifiedDiff.Parse("fatal: not a git repository\n"));

    private static string Describe(ChangedFile file)
        => $"{file.Change} {file.Path} +{file.LinesAdded} -{file.LinesDeleted}{(file.OldPath is null ? "" : $" from {file.OldPath}")}{(file.Binary ? " binary" : "")}";

    private Task CommitAsync() => GitAsync("add", "-A").ContinueWith(_ => GitAsync("commit", "-q", "-m", "start"), TaskScheduler.Default).Unwrap();

    private async Task<string> GitAsync(params string[] arguments)
    {
        var outcome = await _tree.Get<IProcessRunner>().RunAsync(new ProcessRequest
        {
            FileName = "git",
            Arguments = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "core.autocrlf=false", .. arguments],
            WorkingDirectory = _tree.Path,
            Isolation = IsolationMode.None,
        });
        Assert.True(outcome.Succeeded, outcome.StandardError + outcome.Error);
        return outcome.StandardOutput;
    }
}

using System.Text;
using BackgroundAgent.Sandbox.Output;

namespace BackgroundAgent.Sandbox.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789X", 10, "01234\n[… 1 bytes left out …]\n6789X")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", 4, "ab\n[… 22 bytes left out …]\nyz")]
    public void HeadAndTail_TextAgainstLimit_KeepsBothEnds(string text, int limit, string expected)
    {
        foreach (var size in new[] { 1, 2, 3, 7, text.Length })
        {
            var memory = new HeadAndTail(limit);
            foreach (var chunk in Encoding.UTF8.GetBytes(text).Chunk(size))
            {
                memory.Append(chunk);
            }

            Assert.Equal(expected, memory.ToString());
            Assert.Equal(text.Length > limit, memory.Truncated);
        }
    }

    [Fact]
    public void HeadAndTail_NoMemoryAtAll_CountsOnly()
    {
        var memory = new HeadAndTail(0);
        memory.Append("abc"u8);

        Assert.True(memory.Truncated);
        Assert.Equal("\n[… 3 bytes left out …]\n", memory.ToString());
    }

    [Fact]
    public void LineFeed_AnyChunks_SameLines()
    {
        foreach (var size in new[] { 1, 2, 3, 100 })
        {
            List<string> lines = [];
            var feed = new LineFeed(lines.Add);
            foreach (var chunk in "eins\nzwei\r\n\rdreiß\nrest"u8.ToArray().Chunk(size))
            {
                feed.Append(chunk);
            }

            feed.Finish();
            Assert.Equal(["eins", "zwei", "", "dreiß", "rest"], lines);
        }
    }

    [Fact]
    public async Task RunAsync_TooMuchOutput_IsCappedInMemoryAndFile()
    {
        var file = _folder.File("logs/run.log");
        var request = Runners.Shell("echo first; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last", _folder.Path) with
        {
            OutputLimitBytes = 10_000,
            OutputFile = file,
            OutputFileLimitBytes = 50_000,
        };

        var outcome = await Runners.Create().RunAsync(request);

        Assert.True(outcome.Succeeded);
        Assert.True(outcome.Truncated);
        Assert.InRange(outcome.StandardOutput.Length, 10_000, 10_100);
        Assert.StartsWith("first\n", outcome.StandardOutput, StringComparison.Ordinal);
        Assert.EndsWith("\nlast\n", outcome.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(50_000, new FileInfo(file).Length);
    }

    [Fact]
    public async Task RunAsync_LineHook_GetsEveryLineOneAtATime()
    {
        List<string> lines = [];
        var inside = 0;
        var request = Runners.Shell("for i in 1 2 3 4 5 6 7 8 9; do echo o$i; echo e$i >&2; done", _folder.Path) with
        {
            OnLine = line =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                lines.Add(line);
                Interlocked.Decrement(ref inside);
            },
            OutputFile = _folder.File("both"),
        };

        await Runners.Create().RunAsync(request);

        Assert.Equal(18, lines.Count);
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"o{i}"), lines.Where(line => line[0] == 'o'));
        Assert.Equal(18, (await File.ReadAllLinesAsync(_folder.File("both"))).Length);
    }

    [Fact]
    public async Task RunAsync_LineHookThrows_ProgramStillRunsToItsEnd()
    {
        var request = Runners.Shell("echo a; echo b; exit 5", _folder.Path) with { OnLine = _ => throw new InvalidOperationException("hook") };

        var outcome = await Runners.Create().RunAsync(request);

        Assert.Equal(5, outcome.ExitCode);
        Assert.Equal("a\nb\n", outcome.StandardOutput);
    }
}

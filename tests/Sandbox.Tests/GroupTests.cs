using System.Diagnostics;
using System.Globalization;
using BackgroundAgent.Sandbox.Launching;

namespace BackgroundAgent.Sandbox.Tests;

public sealed class GroupTests : IDisposable
{
    private static readonly string? SearchPath = Environment.GetEnvironmentVariable("PATH");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Scripts() => new()
    {
        { "sleep 600 & echo $! >> pids; echo $$ >> pids; wait", true },
        { "trap '' TERM INT HUP; sleep 600 & echo $! >> pids; echo $$ >> pids; while :; do wait; done", true },
        { "setsid sleep 600 & echo $! >> pids; echo $$ >> pids; sleep 600", true },
        { "sleep 600 & echo $! >> pids", false },
        { "setsid sleep 600 & echo $! >> pids", false },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task RunAsync_ProgramWithDescendants_NoneIsLeft(string script, bool untilTimeout)
    {
        var request = Runners.Shell(script, _folder.Path) with { Timeout = TimeSpan.FromSeconds(untilTimeout ? 1 : 20) };
        var watch = Stopwatch.StartNew();

        var outcome = await Runners.Create().RunAsync(request);

        Assert.Equal(untilTimeout ? ProcessEnding.TimedOut : ProcessEnding.Exited, outcome.Ending);
        Assert.Equal(untilTimeout ? null : 0, outcome.ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"It took {watch.Elapsed}.");
        await AllGoneAsync();
    }

    [Theory]
    [InlineData("setsid")]
    [InlineData("perl")]
    [InlineData("bare")]
    public async Task RunAsync_CancelledWithEachLauncher_NoneIsLeft(string kind)
    {
        using var cancel = new CancellationTokenSource();
        var request = Runners.Shell("sleep 600 & echo $! >> pids; echo $$ >> pids; echo up; wait", _folder.Path) with
        {
            OnLine = line => cancel.Cancel(),
        };

        var outcome = await Runners.Create(launcher: LauncherOf(kind)).RunAsync(request, cancel.Token);

        Assert.Equal(ProcessEnding.Cancelled, outcome.Ending);
        Assert.Equal("up\n", outcome.StandardOutput);
        await AllGoneAsync();
    }

    [Theory]
    [InlineData("perl")]
    [InlineData("bare")]
    public async Task RunAsync_EachLauncher_PassesInputAndExitCode(string kind)
    {
        var request = Runners.Shell("cat; exit 7", _folder.Path) with { StandardInput = "hello" };

        var outcome = await Runners.Create(launcher: LauncherOf(kind)).RunAsync(request);

        Assert.Equal(("hello", 7), (outcome.StandardOutput, outcome.ExitCode));
    }

    [Fact]
    public async Task RunAsync_PoliteProgram_MayTidyUp()
    {
        var request = Runners.Shell("trap 'echo tidied; exit 0' TERM; echo up; while :; do sleep 0.1; done", _folder.Path) with
        {
            Timeout = TimeSpan.FromSeconds(1),
        };

        var outcome = await Runners.Create(options => options.Grace = TimeSpan.FromSeconds(5)).RunAsync(request);

        Assert.Equal(ProcessEnding.TimedOut, outcome.Ending);
        Assert.Equal("up\ntidied\n", outcome.StandardOutput);
    }

    [Fact]
    public async Task RunAsync_CancelledBefore_StartsNothing()
    {
        var outcome = await Runners.Create().RunAsync(Runners.Shell("touch started", _folder.Path), new CancellationToken(canceled: true));

        Assert.Equal(ProcessEnding.Cancelled, outcome.Ending);
        Assert.False(File.Exists(_folder.File("started")));
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_LeaveNoZombieAndNoWatchdog()
    {
        var runner = Runners.Create();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => runner.RunAsync(Runners.Shell($"echo {i}; exit {i}", _folder.Path))));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (int?)i), outcomes.Select(outcome => outcome.ExitCode));
        await TempFolder.UntilAsync(() => !ChildrenOf(Environment.ProcessId).Any(IsZombie), "no zombie is left");
    }

    private async Task AllGoneAsync()
    {
        foreach (var process in (await File.ReadAllLinesAsync(_folder.File("pids"))).Select(int.Parse))
        {
            await TempFolder.UntilAsync(() => !TempFolder.IsAlive(process), $"process {process} is gone");
        }
    }

    private Launcher LauncherOf(string kind)
    {
        if (kind == "bare")
        {
            return Launcher.Detect(_folder.Path);
        }

        if (ProgramPath.Find(kind, SearchPath) is not { } program)
        {
            Assert.Skip($"{kind} is not installed, so its launcher cannot be tried.");
            return null!;
        }

        var only = Directory.CreateDirectory(_folder.File("only-" + kind)).FullName;
        File.CreateSymbolicLink(Path.Combine(only, kind), program);
        return Launcher.Detect(only);
    }

    private static IEnumerable<string> ChildrenOf(int parent)
        => Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(folder => Stat(folder))
            .Where(stat => stat.Contains($" {parent} ", StringComparison.Ordinal) && stat.Split(") ")[^1].Split(' ')[1] == $"{parent}");

    private static bool IsZombie(string stat) => stat.Contains(") Z ", StringComparison.Ordinal);

    private static string Stat(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}

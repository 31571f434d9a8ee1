using System.Diagnostics;
using BackgroundAgent.TestKit;
using BackgroundAgent.Worker;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary><c>bgagent run</c> as a process: its exit codes, and what signals do to it.</summary>
public sealed class RunProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("echo done > answer.txt", "grep -q done answer.txt", 0, "green (BGA-G01")]
    [InlineData("true", "true", 2, "blocked (BGA-B08")]
    [InlineData("mkdir -p .github/workflows; echo x > .github/workflows/ci.yml", "true", 3, "needs-human (BGA-H04")]
    public async Task Run_ToItsEnd_ExitsAsTheTerminalStateSays(string agent, string ci, int expected, string said)
    {
        await using var scene = new Scene();

        var (code, output) = await UpProcess.RunAsync(scene.DataDirectory, Arguments(scene, agent, ci));

        Assert.True(code == expected, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingJudgesTheResult_Is64AndStartsNothing()
    {
        await using var scene = new Scene();

        var (code, output) = await UpProcess.RunAsync(scene.DataDirectory, "run", "--repo", scene.Origin.Path, "--agent", "true");

        Assert.Equal(64, code);
        Assert.Contains("give --ci CMD", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scene.DataDirectory));
    }

    [Fact]
    public async Task Run_Interrupted_CancelsTheTaskAndCleansUp()
    {
        await using var scene = new Scene();
        using var gate = new Gate();
        using var run = await WaitingForCiAsync(scene, gate);
        var output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        var (second, refusal) = await UpProcess.RunAsync(scene.DataDirectory, "up");
        await SignalAsync(run, "INT");

        Assert.True(await ExitAsync(run) == 4, await output);
        Assert.Contains("cancelled (BGA-C01", await output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(scene.DataDirectory, "worktrees")));
        Assert.Equal(1, second);
        Assert.Contains($"(process {run.Id}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Terminated_LeavesTheTaskToTheNextOne()
    {
        await using var scene = new Scene();
        using var gate = new Gate();
        using var run = await WaitingForCiAsync(scene, gate);
        await SignalAsync(run, "TERM");
        Assert.Equal(1, await ExitAsync(run));

        gate.Open();
        var (code, output) = await UpProcess.RunAsync(scene.DataDirectory, Arguments(scene, "true", "true"));

        Assert.True(code == 0, output);
        Assert.Contains("r1 was there already: following it", output, StringComparison.Ordinal);
        Assert.Equal("1", scene.Origin.Git("rev-list", "--count", "main..bgagent/r1").Trim());
    }

    private static string[] Arguments(Scene scene, string agent, string ci)
        => ["run", "--id", "r1", "--repo", scene.Origin.Path, "--base", "main", "--agent", agent, "--ci", ci, "--prompt", "Make it say done"];

    private static async Task<Process> WaitingForCiAsync(Scene scene, Gate gate)
    {
        var run = UpProcess.Start(
            scene.DataDirectory, Arguments(scene, "echo done > answer.txt", $"[ -e answer.txt ] || exit 0; while [ ! -e '{gate.Path}' ]; do sleep 0.1; done"));
        var endpoint = await Eventually.IsAsync(
            "bgagent run to serve", () => Task.FromResult(AllInOneEndpoint.Find(scene.DataDirectory)), found => found?.ProcessId == run.Id || run.HasExited, Patience);
        var client = await TemporalClient.ConnectAsync(new(endpoint!.TemporalAddress));
        await UpProcess.StateAsync(client, "r1", "waiting-ci");
        return run;
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()])!;
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<int> ExitAsync(Process process)
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}

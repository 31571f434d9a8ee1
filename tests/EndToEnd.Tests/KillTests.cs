using System.Text.Json;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>
/// <c>kill -9</c> of <c>bgagent up</c> in each state: after a restart the task ends as if nothing had been, and nothing was done twice.
/// Gate files hold the task in the state; what passes too quickly to be held is met by a kill right after the task was handed over.
/// </summary>
public sealed class KillTests
{
    [Theory]
    [InlineData("preparing")]
    [InlineData("patching")]
    [InlineData("waiting-ci")]
    [InlineData("classifying")]
    [InlineData("awaiting-approval")]
    public async Task Up_KilledInState_EndsTheSameAndDoesNothingTwice(string state)
    {
        await using var scene = new Scene();

        using var gate = new Gate();
        await using var up = await UpProcess.StartAsync(scene.DataDirectory);
        await EnqueueAsync(scene, state, gate.Path);

        if (state != "preparing")
        {
            await up.WaitAsync("k1", state, task => task.GetProperty("state").GetString() == state);
        }

        await up.KillAndRestartAsync();
        gate.Open();
        if (state == "awaiting-approval")
        {
            var (code, output) = await UpProcess.RunAsync(scene.DataDirectory, "approve", "k1", "--by", "ada");
            Assert.True(code == 0, output);
        }

        // Followed by one process, so that nobody looks so often as to hold up what is waited for.
        await UpProcess.RunAsync(scene.DataDirectory, "watch", "k1");
        var end = await up.WaitAsync("k1", "the end", task => task.GetProperty("reason").ValueKind != JsonValueKind.Null);
        Assert.Equal("green", end.GetProperty("state").GetString());
        Assert.Equal(2, end.GetProperty("attempts").GetArrayLength());
        Assert.Equal("2", scene.Origin.Git("rev-list", "--count", "main..bgagent/k1").Trim());
        Assert.Equal(end.GetProperty("headCommit").GetString(), scene.Origin.Git("rev-parse", "bgagent/k1").Trim());
        Assert.Single(Directory.EnumerateFiles(Path.Combine(scene.DataDirectory, "forge", "pull-requests"), "*.md", SearchOption.AllDirectories));
        var told = await File.ReadAllLinesAsync(Path.Combine(scene.DataDirectory, "notifications.jsonl"), TestContext.Current.CancellationToken);
        Assert.Single(told, line => line.Contains("\"terminal\"", StringComparison.Ordinal));
    }

    /// <summary>One red attempt, one green; the gate holds the agent, CI on the branch, CI on the base commit, or nothing.</summary>
    private static async Task EnqueueAsync(Scene scene, string state, string gate)
    {
        var hold = $"while [ ! -e '{gate}' ]; do sleep 0.1; done";
        var agent = "case $BGAGENT_ATTEMPT in 1) echo alpha;; *) echo done;; esac > answer.txt";
        var ci = state switch
        {
            "waiting-ci" => $"{hold}; {Scene.CiThatWantsDone}",

            // The base commit has no answer.txt; it is run only to be compared with, while the failure is classified.
            "classifying" => $"[ -e answer.txt ] || {{ {hold}; exit 0; }}; {Scene.CiThatWantsDone}",
            _ => $"[ -e answer.txt ] || exit 0; {Scene.CiThatWantsDone}",
        };
        var (code, output) = await UpProcess.RunAsync(
            scene.DataDirectory, "enqueue", "--id", "k1", "--repo", scene.Origin.Path, "--base", "main", "--ci", ci,
            "--agent", state == "patching" ? $"{hold}; {agent}" : agent, "--prompt", "Make it say done", "--approvals", state == "awaiting-approval" ? "1" : "0");
        Assert.True(code == 0, output);
    }
}

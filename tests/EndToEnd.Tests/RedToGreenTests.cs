using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Worker;

namespace BackgroundAgent.EndToEnd.Tests;

public sealed class RedToGreenTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_TwoWrongPatchesThenARightOne_EndsGreenOnce(bool webhooks)
    {
        // Without webhooks CI is only polled: they change how soon a task notices, never how it ends.
        await using var scene = await Scene.StartAsync(options => options with { DeliverWebhooks = webhooks });

        var task = await Scene.EnqueueAsync(scene.All!.Client, scene.Spec("t1", Scene.AgentOfThreeAttempts, Scene.CiThatWantsDone));
        var result = await Scene.EndAsync(task);

        Assert.True(result.Status.State == TaskState.Green, $"{result.Status.State} {result.Status.Reason}: {result.Status.Detail}");
        Assert.Equal(3, result.Attempts.Count);
        Assert.Equal(3, result.Budgets.Used.Attempts);
        Assert.Equal("3", scene.Origin.Git("rev-list", "--count", "main..bgagent/t1").Trim());
        Assert.Equal("done", scene.Origin.Git("show", "bgagent/t1:answer.txt").Trim());
        Assert.Equal(result.Status.HeadCommit, scene.Origin.Git("rev-parse", "bgagent/t1").Trim());
        Assert.NotNull(result.Status.Links.PullRequest);
        var told = await File.ReadAllLinesAsync(Path.Combine(scene.DataDirectory, "notifications.jsonl"), TestContext.Current.CancellationToken);
        Assert.Single(told);
    }

    [Fact]
    public async Task Run_SameWrongPatchAgain_IsBlockedAndTheBranchStays()
    {
        await using var scene = await Scene.StartAsync();

        var task = await Scene.EnqueueAsync(scene.All!.Client, scene.Spec("t2", "echo wrong > answer.txt", Scene.CiThatWantsDone));
        var result = await Scene.EndAsync(task);

        Assert.Equal(TaskState.Blocked, result.Status.State);
        Assert.Contains(result.Status.Reason, new Reason?[] { Reason.NoProgress, Reason.SamePatch, Reason.NoChange });
        Assert.Equal("1", scene.Origin.Git("rev-list", "--count", "main..bgagent/t2").Trim());
    }
}

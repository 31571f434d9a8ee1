using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.TestKit;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>
/// <c>kill -9</c> of <c>bgagent up</c> in each state: after a restart the task ends as if nothing had been, and nothing was done twice.
/// Gate files hold the task in a state; what passes too quickly to be held is killed the moment its activity is handed out.
/// </summary>
public sealed class KillTests
{
    private static readonly PersonRequest Ada = new("ada", null);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("patching")]
    [InlineData("waiting-ci")]
    [InlineData("classifying")]
    [InlineData("awaiting-approval")]
    public async Task Up_KilledWhileHeldInState_EndsTheSameAndDoesNothingTwice(string state)
    {
        await using var story = await KillStory.StartAsync(state);
        await story.Up.StateAsync("k1", state);

        await story.Up.KillAndRestartAsync();
        story.OpenGate();
        if (state == "awaiting-approval")
        {
            var (code, output) = await UpProcess.RunAsync(story.Scene.DataDirectory, "approve", "k1", "--by", "ada");
            Assert.True(code == 0, output);
        }

        await story.EndsGreenAsync(attempts: 2, commits: 2);
    }

    /// <summary>The names are those of the activities that do what the state says.</summary>
    [Theory]
    [InlineData("Prepare")]
    [InlineData("Guard")]
    [InlineData("Commit")]
    [InlineData("Push")]
    [InlineData("EnsurePullRequest")]
    [InlineData("Notify")]
    [InlineData("CleanUp")]
    public async Task Up_KilledAsActivityIsHandedOut_EndsTheSameAndDoesNothingTwice(string activity)
    {
        await using var story = await KillStory.StartAsync("nothing");
        await ScheduledAsync(story, activity);

        await story.Up.KillAndRestartAsync();

        await story.EndsGreenAsync(attempts: 2, commits: 2);
    }

    [Fact]
    public async Task Up_KilledWhileRerunning_RerunsOnce()
    {
        await using var story = await KillStory.StartAsync("rerunning");
        await ScheduledAsync(story, "Rerun");

        await story.Up.KillAndRestartAsync();

        var end = await story.EndsGreenAsync(attempts: 1, commits: 1);
        Assert.Equal(1, end.Attempts[0].Reruns);
        Assert.Equal(2, (await File.ReadAllLinesAsync(story.Runs, Cancel)).Length);
    }

    [Fact]
    public async Task Up_KilledWhilePaused_StaysPausedUntilResumed()
    {
        await using var story = await KillStory.StartAsync("waiting-ci");
        await story.Up.StateAsync("k1", "waiting-ci");
        await story.Up.Task("k1").SignalAsync(task => task.PauseAsync(Ada));
        await story.Up.StateAsync("k1", "paused");

        await story.Up.KillAndRestartAsync();
        story.OpenGate();
        Assert.Equal(TaskState.Paused, (await story.Up.Task("k1").QueryAsync(task => task.Status())).State);
        await story.Up.Task("k1").ExecuteUpdateAsync(task => task.ResumeNowAsync(Ada));

        await story.EndsGreenAsync(attempts: 2, commits: 2);
    }

    [Fact]
    public async Task Up_KilledWhileSomebodyHasTheBranch_GoesOnFromTheirCommitWhenHandedBack()
    {
        await using var story = await KillStory.StartAsync("waiting-ci");
        await story.Up.StateAsync("k1", "waiting-ci");
        var theirs = story.PushAsSomebody("done");
        await story.Up.StateAsync("k1", "takeover");

        await story.Up.KillAndRestartAsync();
        story.OpenGate();
        await story.Up.Task("k1").ExecuteUpdateAsync(task => task.HandBackNowAsync(Ada));

        var end = await story.EndsGreenAsync(attempts: 1, commits: 2);
        Assert.Equal(theirs, end.Status.HeadCommit);
    }

    private static Task ScheduledAsync(KillStory story, string activity) => Eventually.IsAsync(
        $"{activity} to be handed out",
        async () => (await story.Up.Task("k1").FetchHistoryAsync(new() { Rpc = new RpcOptions { CancellationToken = Cancel } })).Events
            .Any(e => e.EventType == EventType.ActivityTaskScheduled && e.ActivityTaskScheduledEventAttributes.ActivityType.Name == activity),
        seen => seen,
        TimeSpan.FromMinutes(2));
}

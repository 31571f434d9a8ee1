using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>Cancel at any state cleans up and ends in <c>cancelled</c>.</summary>
public sealed class CancellationTests(TaskServer server)
{
    public static TheoryData<TaskState> States => [.. Stage.All];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Cancel_InEveryState_CleansUpAndIsCancelled(TaskState state)
    {
        var (task, hold) = await Stage.ReachAsync(server, state);

        await task.Handle.SignalAsync(running => running.CancelAsync(new PersonRequest("ann", "not wanted")));

        var result = await task.EndAsync(Reason.CancelledByUser);
        Assert.Contains("ann", result.Status.Detail);
        AssertCleanedUp(task, hold);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task TemporalCancellation_InEveryState_CleansUpAndIsCancelled(TaskState state)
    {
        var (task, hold) = await Stage.ReachAsync(server, state);

        await task.Handle.CancelAsync();

        await task.EndAsync(Reason.CancelledBySystem);
        AssertCleanedUp(task, hold);
    }

    private static void AssertCleanedUp(RunningTask task, Hold? hold)
    {
        var journal = task.Scenario.Journal;
        Assert.Equal(journal.Contains("Prepare") ? 1 : 0, task.Scenario.Count("CleanUp"));
        Assert.Equal(journal.Contains("PullRequest draft") ? 1 : 0, task.Scenario.Count("PullRequest closed"));
        Assert.Equal(0, task.Scenario.Count("PullRequest ready"));
        if (hold is not null && task.Scenario.Count("ChooseHost") > 0 && journal.Any(entry => entry is "Patch 1" or "Prepare"))
        {
            // What ran in the work tree was told to stop, and did, before the work tree went away.
            Assert.True(hold.Cancelled || journal.Any(entry => entry.StartsWith("Classify", StringComparison.Ordinal)));
        }
    }
}

using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>Brings a task into a state and keeps it there.</summary>
internal static class Stage
{
    /// <summary>Every state a task can be found in before its end.</summary>
    public static readonly IReadOnlyList<TaskState> All = [.. Enum.GetValues<TaskState>().Where(state => !state.IsTerminal())];

    public static async Task<(RunningTask Task, Hold? Hold)> ReachAsync(TaskServer server, TaskState state)
    {
        Hold? hold = null;
        var task = await server.StartAsync(scenario => hold = Arrange(scenario, state));
        if (state == TaskState.Paused)
        {
            await task.WaitForAsync(TaskState.WaitingCi);
            await task.Handle.ExecuteUpdateAsync(running => running.PauseNowAsync(new PersonRequest("ann")));
        }

        if (hold is not null)
        {
            await hold.Entered;
        }

        await task.WaitForAsync(state);
        return (task, hold);
    }

    private static Hold? Arrange(Scenario scenario, TaskState state)
    {
        switch (state)
        {
            case TaskState.Queued:
                return scenario.HoldAt("ChooseHost");
            case TaskState.Preparing:
                return scenario.HoldAt("Prepare");
            case TaskState.Patching:
                return scenario.HoldAt("Patch");
            case TaskState.Verifying:
                return scenario.HoldAt("Guard");
            case TaskState.Pushing:
                return scenario.HoldAt("Push");
            case TaskState.Classifying:
                scenario.GreenFrom = 99;
                return scenario.HoldAt("Classify");
            case TaskState.Rerunning:
                scenario.GreenFrom = 99;
                scenario.OnClassify = _ => Build.Failure(Contracts.Findings.Cause.Flaky);
                return scenario.HoldAt("Rerun");
            case TaskState.WaitingCi or TaskState.Paused:
                scenario.OnChecks = (_, _) => [Build.Check(status: CheckStatus.InProgress)];
                return null;
            case TaskState.CiAwaitingApproval:
                scenario.OnChecks = (_, _) => [Build.Check(status: CheckStatus.AwaitingApproval)];
                return null;
            case TaskState.AwaitingApproval:
                scenario.Policy = new TaskPolicy { HighRisk = true };
                return null;
            case TaskState.Takeover:
                scenario.OnPush = _ => new PushResult { Status = PushStatus.Diverged, RemoteHead = "human" };
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state to be in.");
        }
    }
}

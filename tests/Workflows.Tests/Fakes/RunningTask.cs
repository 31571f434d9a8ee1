using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Client;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>A started task and what a test does with it.</summary>
internal sealed class RunningTask(TaskServer server, WorkflowHandle<IAgentTask, TaskResult> handle, Scenario scenario)
{
    /// <summary>Longer than any wait on a loaded machine; a wait that runs into it says what it waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public WorkflowHandle<IAgentTask, TaskResult> Handle => handle;

    public Scenario Scenario => scenario;

    /// <summary>The task by its id alone, whichever run is the newest.</summary>
    public WorkflowHandle<IAgentTask, TaskResult> Newest => server.Client.GetWorkflowHandle<IAgentTask, TaskResult>(handle.Id);

    public Task<TaskResult> EndAsync() => handle.GetResultAsync().WaitAsync(Patience);

    /// <summary>The end, and that it is this one, told exactly once.</summary>
    public async Task<TaskResult> EndAsync(Reason reason)
    {
        var result = await EndAsync();
        Assert.True(reason == result.Status.Reason, $"{result.Status.Reason}: {result.Status.Detail}\n{string.Join('\n', scenario.Journal)}");
        Assert.Equal(reason.Entry().State, result.Status.State);
        Assert.Equal(1, scenario.Notifications.Count(sent => sent.Kind == Contracts.Activities.NotificationKind.Terminal));
        return result;
    }

    public Task<AgentTaskStatus> StatusAsync() => Newest.QueryAsync(task => task.Status());

    public Task<AgentTaskStatus> WaitForAsync(TaskState state) => WaitForAsync($"state {state}", status => status.State == state);

    public async Task<AgentTaskStatus> WaitForAsync(string what, Func<AgentTaskStatus, bool> condition)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var status = await StatusAsync();
            if (condition(status))
            {
                return status;
            }

            if (DateTime.UtcNow > until)
            {
                Assert.Fail($"Waited for {what}, but it is {status.State}: {status.Detail}\n{string.Join('\n', scenario.Journal)}");
            }

            await Task.Delay(20);
        }
    }

    public async Task WaitForJournalAsync(string prefix, int count = 1)
    {
        var until = DateTime.UtcNow + Patience;
        while (scenario.Count(prefix) < count)
        {
            Assert.True(DateTime.UtcNow < until, $"Waited for {count} × {prefix}:\n{string.Join('\n', scenario.Journal)}");
            await Task.Delay(10);
        }
    }

    public Task ReportCiAsync(string delivery, string commit = "c1") => handle.SignalAsync(task => task.CiReportedAsync(new CiEvent(delivery, commit, "test")));
}

using Temporalio.Activities;
using Temporalio.Workflows;

namespace BackgroundAgent.ServerLoad;

public static class LoadActivities
{
    [Activity]
    public static string Echo(string text) => text;
}

/// <summary>Start, one activity, complete.</summary>
[Workflow]
public sealed class OneActivityWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(string text) => Workflow.ExecuteActivityAsync(
        () => LoadActivities.Echo(text), new() { ScheduleToCloseTimeout = TimeSpan.FromMinutes(1) });
}

[Workflow]
public sealed class MailboxWorkflow
{
    private int _last;
    private bool _end;

    [WorkflowRun]
    public Task RunAsync() => Workflow.WaitConditionAsync(() => _end);

    [WorkflowSignal]
    public Task PutAsync(int number)
    {
        _last = number;
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task EndAsync()
    {
        _end = true;
        return Task.CompletedTask;
    }

    [WorkflowQuery]
    public int Last() => _last;
}

[Workflow]
public sealed class TimerWorkflow
{
    [WorkflowRun]
    public Task RunAsync(int milliseconds) => Workflow.DelayAsync(milliseconds);
}

/// <summary>Fills its history with changes of its memo, a task at a time.</summary>
[Workflow]
public sealed class LongWorkflow
{
    private const int PerTask = 500;

    [WorkflowRun]
    public async Task<long> RunAsync(int events)
    {
        var number = 0;
        while (Workflow.CurrentHistoryLength < events)
        {
            for (var i = 0; i < PerTask; i++)
            {
                Workflow.UpsertMemo(Temporalio.Workflows.MemoUpdate.ValueSet("n", number++));
            }

            await Workflow.DelayAsync(1);
        }

        return Workflow.CurrentHistoryLength;
    }
}

using Temporalio.Activities;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.DevServer.Tests.Integration;

public static class SampleActivities
{
    [Activity]
    public static string Greet(string name) => $"Hello, {name}!";

    [Activity]
    public static string FailUntil(int attempt)
    {
        if (ActivityExecutionContext.Current.Info.Attempt < attempt)
        {
            throw new ApplicationFailureException("not yet", "NotYet");
        }

        return $"attempt {ActivityExecutionContext.Current.Info.Attempt}";
    }

    [Activity]
    public static async Task WaitForCancelAsync()
    {
        while (!ActivityExecutionContext.Current.CancellationToken.IsCancellationRequested)
        {
            ActivityExecutionContext.Current.Heartbeat();
            await Task.Delay(20);
        }

        throw new OperationCanceledException();
    }
}

[Workflow]
public class GreetWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(string name) => Workflow.ExecuteActivityAsync(
        () => SampleActivities.Greet(name), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
}

[Workflow]
public class RetryWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(int attempt) => Workflow.ExecuteActivityAsync(
        () => SampleActivities.FailUntil(attempt),
        new() { StartToCloseTimeout = TimeSpan.FromSeconds(10), RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) } });
}

[Workflow]
public class TimerWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(int milliseconds)
    {
        await Workflow.DelayAsync(milliseconds);
        return "fired";
    }
}

[Workflow]
public class MailboxWorkflow
{
    private readonly List<string> _received = [];

    [WorkflowRun]
    public async Task<string> RunAsync(int wanted)
    {
        await Workflow.WaitConditionAsync(() => _received.Count >= wanted);
        return string.Join(',', _received);
    }

    [WorkflowSignal]
    public Task PutAsync(string text)
    {
        _received.Add(text);
        return Task.CompletedTask;
    }

    [WorkflowQuery]
    public int Count() => _received.Count;

    [WorkflowUpdateValidator(nameof(AddAsync))]
    public void ValidateAdd(string text)
    {
        if (text.Length == 0)
        {
            throw new ApplicationFailureException("empty", "Empty");
        }
    }

    [WorkflowUpdate]
    public Task<int> AddAsync(string text)
    {
        _received.Add(text);
        return Task.FromResult(_received.Count);
    }
}

[Workflow]
public class ParentWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(string name)
    {
        var child = await Workflow.StartChildWorkflowAsync((GreetWorkflow w) => w.RunAsync(name), new() { Id = Workflow.Info.WorkflowId + "-child" });
        return "child said: " + await child.GetResultAsync();
    }
}

[Workflow]
public class CountdownWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(int left) => left == 0
        ? Task.FromResult("zero")
        : throw Workflow.CreateContinueAsNewException((CountdownWorkflow w) => w.RunAsync(left - 1));
}

[Workflow]
public class CancelActivityWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        try
        {
            await Workflow.ExecuteActivityAsync(
                () => SampleActivities.WaitForCancelAsync(),
                new()
                {
                    StartToCloseTimeout = TimeSpan.FromMinutes(1),
                    HeartbeatTimeout = TimeSpan.FromSeconds(5),
                    CancellationType = ActivityCancellationType.WaitCancellationCompleted,
                });
            return "not cancelled";
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e))
        {
            return "cancelled";
        }
    }
}

[Workflow]
public class LocalActivityWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(string name)
    {
        var patched = Workflow.Patched("greeting");
        var greeting = await Workflow.ExecuteLocalActivityAsync(
            () => SampleActivities.Greet(name), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
        return patched ? greeting : "old";
    }
}

[Workflow]
public class TellWorkflow
{
    [WorkflowRun]
    public async Task RunAsync(string target)
    {
        await Workflow.GetExternalWorkflowHandle<MailboxWorkflow>(target).SignalAsync(w => w.PutAsync("from outside"));
        await Workflow.GetExternalWorkflowHandle<MailboxWorkflow>(target + "-2").CancelAsync();
    }
}

namespace BackgroundAgent.DevServer.Tests.Conformance.WorkflowTasks;

/// <summary>What counts as a repeated attempt of a workflow task.</summary>
public sealed class AttemptTests(ConformanceServer server) : ConformanceTest(server)
{
    [Fact]
    public async Task Fail_WithASignalMeanwhile_IsAFirstAttemptAgain()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await SignalAsync();
        await FailTaskAsync(task);
        var next = await NextTaskAsync();
        Assert.Equal(1, next.Attempt);
        await HistoryIsAsync(
            run,
            """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskFailed
            WorkflowExecutionSignaled
            WorkflowTaskScheduled {"attempt":1}
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Fail_WithNothingNew_IsASecondAttempt()
    {
        await StartAsync();
        await FailTaskAsync(await NextTaskAsync());
        Assert.Equal(2, (await NextTaskAsync()).Attempt);
    }
}

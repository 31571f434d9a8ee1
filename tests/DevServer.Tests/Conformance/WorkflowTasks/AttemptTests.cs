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

    [Fact]
    public async Task Fail_FiveTimesInARow_IsFoundByItsCauseUntilATaskCompletes()
    {
        const string Reported = """{"workflowExecutionInfo":{"searchAttributes":{"indexedFields":{"TemporalReportedProblems":["category=WorkflowTaskFailed","cause=WorkflowTaskFailedCauseWorkflowWorkerUnhandledFailure"]}}}}""";
        var run = await StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await FailTaskAsync(await NextTaskAsync());
        }

        var fifth = await NextTaskAsync();
        Assert.False((await DescribeAsync(run)).WorkflowExecutionInfo.SearchAttributes?.IndexedFields.ContainsKey("TemporalReportedProblems") ?? false);
        await FailTaskAsync(fifth);
        Subset.Matches(Reported, await DescribeAsync(run));
        var query = $"WorkflowId='{WorkflowId}' AND TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')";
        await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = query }, Rpc()),
            answer => answer.Count == 1);
        await CompleteAsync(await NextTaskAsync());
        Assert.False((await DescribeAsync(run)).WorkflowExecutionInfo.SearchAttributes?.IndexedFields.ContainsKey("TemporalReportedProblems") ?? false);
    }
}

namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Describe, delete, pause, and changing options of a run.</summary>
public sealed class DescribeTests(ConformanceServer server) : ConformanceTest(server)
{
    [Fact]
    public async Task Describe_Running_ShowsConfigAndPendingTask()
    {
        var run = await StartAsync(r =>
        {
            (r.WorkflowExecutionTimeout, r.WorkflowRunTimeout, r.WorkflowTaskTimeout) = (Data.Seconds(90), Data.Seconds(80), Data.Seconds(7));
            r.Memo = new() { Fields = { ["m"] = Data.Json(1) } };
            r.SearchAttributes = new() { IndexedFields = { ["CaseInt"] = Data.Json(5) } };
        });
        Subset.Matches(
            $$$$"""
            {
              "executionConfig": {"taskQueue":{"name":"{{{{Queue}}}}","kind":"TASK_QUEUE_KIND_NORMAL"},"workflowExecutionTimeout":"90s","workflowRunTimeout":"80s","defaultWorkflowTaskTimeout":"7s"},
              "workflowExecutionInfo": {"execution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"},"type":{"name":"T"},"status":"WORKFLOW_EXECUTION_STATUS_RUNNING","historyLength":2,"memo":{"fields":{"m":1}},"searchAttributes":{"indexedFields":{"CaseInt":5}},"taskQueue":"{{{{Queue}}}}","stateTransitionCount":1,"firstRunId":"{{{{run.RunId}}}}","rootExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"},"closeTime":null},
              "pendingWorkflowTask": {"state":"PENDING_WORKFLOW_TASK_STATE_SCHEDULED","attempt":1}
            }
            """,
            await DescribeAsync(run));
    }

    [Fact]
    public async Task Describe_TaskOut_ShowsItStarted()
    {
        var run = await StartAsync();
        await NextTaskAsync();
        Subset.Matches("""{"pendingWorkflowTask":{"state":"PENDING_WORKFLOW_TASK_STATE_STARTED","attempt":1}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Describe_TaskFailedTwice_ShowsAttempt()
    {
        var run = await StartAsync();
        await FailTaskAsync(await NextTaskAsync());
        await FailTaskAsync(await NextTaskAsync());
        await NextTaskAsync();
        Subset.Matches("""{"pendingWorkflowTask":{"attempt":3}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Describe_Closed_HasTimesAndSizes()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        var info = (await DescribeAsync(run)).WorkflowExecutionInfo;
        Assert.Equal(5, info.HistoryLength);
        Assert.True(info.CloseTime >= info.StartTime);
        Assert.True(info.HistorySizeBytes > 100);
        Assert.Equal(info.StartTime, info.ExecutionTime);
    }

    [Fact]
    public async Task Describe_CancelRequested_Says()
    {
        var run = await StartAsync();
        await CancelAsync(run);
        Subset.Matches("""{"workflowExtendedInfo":{"cancelRequested":true}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Describe_Timeouts_GiveExpirationTimes()
    {
        var run = await StartAsync(r => (r.WorkflowExecutionTimeout, r.WorkflowRunTimeout) = (Data.Seconds(90), Data.Seconds(80)));
        var extended = (await DescribeAsync(run)).WorkflowExtendedInfo;
        Assert.InRange((extended.ExecutionExpirationTime.ToDateTime() - extended.RunExpirationTime.ToDateTime()).TotalSeconds, 9.9, 10.1);
    }

    [Fact]
    public async Task Describe_Delayed_HasExecutionTimeLater()
    {
        var run = await StartAsync(r => r.WorkflowStartDelay = Data.Seconds(100));
        var info = (await DescribeAsync(run)).WorkflowExecutionInfo;
        Assert.InRange((info.ExecutionTime.ToDateTime() - info.StartTime.ToDateTime()).TotalSeconds, 99, 101);
    }

    private Task PauseAsync(Execution run) => Service.PauseWorkflowExecutionAsync(
        new() { Namespace = Namespace, WorkflowId = run.WorkflowId, RunId = run.RunId, Identity = Me, RequestId = Guid.NewGuid().ToString() }, Rpc());

    private static async Task<bool> ThrowsNotFoundAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (Temporalio.Exceptions.RpcException e) when (e.Code == Code.NotFound)
        {
            return true;
        }
    }
}

#pragma warning disable CS0612 // deprecated parts of the API are still served

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

    [Fact]
    public async Task Delete_Closed_IsGone()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"WorkflowId='{WorkflowId}' AND ExecutionStatus='Completed'" }, Rpc()),
            answer => answer.Count == 1);
        await Service.DeleteWorkflowExecutionAsync(new() { Namespace = Namespace, WorkflowExecution = run }, Rpc());
        await EventuallyAsync(() => ThrowsNotFoundAsync(() => DescribeAsync(run)), gone => gone, seconds: 90);
        await FailsAsync(Code.NotFound, "workflow not found for ID", () => HistoryAsync(new() { WorkflowId = WorkflowId }));
    }

    [Fact]
    public async Task Delete_Running_TerminatesAndDeletes()
    {
        var run = await StartAsync();
        await Service.DeleteWorkflowExecutionAsync(new() { Namespace = Namespace, WorkflowExecution = run }, Rpc());
        await EventuallyAsync(() => ThrowsNotFoundAsync(() => DescribeAsync(run)), gone => gone);
    }

    [Fact]
    public async Task Pause_Running_HoldsTasksUntilUnpause()
    {
        var run = await StartAndCompleteAsync();
        await Service.PauseWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowId = WorkflowId, RunId = run.RunId, Identity = Me, Reason = "tea", RequestId = Guid.NewGuid().ToString() }, Rpc());
        Assert.Equal(WorkflowExecutionStatus.Paused, (await DescribeAsync(run)).WorkflowExecutionInfo.Status);
        await SignalAsync();
        Assert.True((await PollAsync(seconds: 4)).TaskToken.IsEmpty);
        await Service.UnpauseWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowId = WorkflowId, RunId = run.RunId, Identity = Me, Reason = "work", RequestId = Guid.NewGuid().ToString() }, Rpc());
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        var types = (await HistoryAsync(run)).Select(e => e.EventType).ToList();
        Assert.Contains(EventType.WorkflowExecutionPaused, types);
        Assert.Contains(EventType.WorkflowExecutionUnpaused, types);
    }

    [Fact]
    public async Task Pause_Twice_IsRefused()
    {
        var run = await StartAsync();
        await PauseAsync(run);
        await FailsAsync(Code.FailedPrecondition, "already paused", () => PauseAsync(run));
    }

    [Fact]
    public async Task Unpause_NotPaused_IsRefused()
    {
        var run = await StartAsync();
        await FailsAsync(Code.FailedPrecondition, "not paused", () => Service.UnpauseWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowId = WorkflowId, RunId = run.RunId, Identity = Me, RequestId = Unique("r") }, Rpc()));
    }

    [Fact]
    public async Task UpdateOptions_VersioningOverride_WritesEvent()
    {
        var run = await StartAsync();
        var answer = await Service.UpdateWorkflowExecutionOptionsAsync(
            new()
            {
                Namespace = Namespace,
                WorkflowExecution = run,
                WorkflowExecutionOptions = new() { VersioningOverride = new() { AutoUpgrade = true } },
                UpdateMask = new() { Paths = { "versioning_override" } },
            },
            Rpc());
        Assert.True(answer.WorkflowExecutionOptions.VersioningOverride.AutoUpgrade);
        Assert.Equal(EventType.WorkflowExecutionOptionsUpdated, (await HistoryAsync(run))[^1].EventType);
        Subset.Matches("""{"workflowExecutionInfo":{"versioningInfo":{"versioningOverride":{"autoUpgrade":true}}}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task UpdateOptions_NothingNew_WritesNoEvent()
    {
        var run = await StartAsync(r => r.Priority = new() { PriorityKey = 2 });
        await UpdateOptionsAsync(run, new() { Priority = new() { PriorityKey = 2 } }, "priority");
        await UpdateOptionsAsync(run, new(), "versioning_override");
        Assert.Equal(2, (await HistoryAsync(run)).Count);
    }

    [Fact]
    public async Task UpdateOptions_Event_SaysWhatHoldsNow()
    {
        var run = await StartAsync(r => r.Priority = new() { PriorityKey = 2 });
        await UpdateOptionsAsync(run, new() { VersioningOverride = new() { AutoUpgrade = true } }, "versioning_override");
        await UpdateOptionsAsync(run, new(), "versioning_override");
        var events = await HistoryAsync(run);
        Subset.Matches("""{"versioningOverride":{"autoUpgrade":true},"priority":{"priorityKey":2}}""", events[^2].WorkflowExecutionOptionsUpdatedEventAttributes);
        Subset.Matches("""{"unsetVersioningOverride":true,"priority":{"priorityKey":2}}""", events[^1].WorkflowExecutionOptionsUpdatedEventAttributes);
    }

    [Fact]
    public async Task Describe_AfterTask_ShowsItsBuild()
    {
        var run = await StartAsync();
        await CompleteAsync(await NextTaskAsync(), r => r.WorkerVersionStamp = new() { BuildId = "b1" }, Commands.Timer("t", 60));
        Subset.Matches(
            $$$$$"""
            {"workflowExecutionInfo":{
              "autoResetPoints":{"points":[{"buildId":"b1","runId":"{{{{{run.RunId}}}}}","firstWorkflowTaskCompletedId":"4","resettable":true}]},
              "mostRecentWorkerVersionStamp":{"buildId":"b1"},
              "searchAttributes":{"indexedFields":{"BuildIds":["unversioned","unversioned:b1"]}}}}
            """,
            await DescribeAsync(run));
        await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(new() { Namespace = Namespace, Query = $"WorkflowId='{WorkflowId}' AND BuildIds = 'unversioned:b1'" }, Rpc()),
            answer => answer.Count == 1);
    }

    [Fact]
    public async Task Describe_NoTimeout_NeverExpires()
    {
        var run = await StartAsync();
        Assert.Equal(DateTime.MinValue, (await DescribeAsync(run)).WorkflowExtendedInfo.RunExpirationTime.ToDateTime());
    }

    [Fact]
    public async Task UpdateOptions_BadMask_IsInvalidArgument()
    {
        var run = await StartAsync();
        await FailsAsync(Code.InvalidArgument, "nonsense", () => Service.UpdateWorkflowExecutionOptionsAsync(
            new()
            {
                Namespace = Namespace,
                WorkflowExecution = run,
                WorkflowExecutionOptions = new(),
                UpdateMask = new() { Paths = { "nonsense" } },
            },
            Rpc()));
    }

    private Task UpdateOptionsAsync(Execution run, Temporalio.Api.Workflow.V1.WorkflowExecutionOptions options, string path) =>
        Service.UpdateWorkflowExecutionOptionsAsync(
            new() { Namespace = Namespace, WorkflowExecution = run, WorkflowExecutionOptions = options, UpdateMask = new() { Paths = { path } } }, Rpc());

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

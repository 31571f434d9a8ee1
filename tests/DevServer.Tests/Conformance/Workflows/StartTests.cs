using Temporalio.Api.Common.V1;
using Temporalio.Api.ErrorDetails.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>What a start writes, and what starting again does.</summary>
public sealed class StartTests(ConformanceServer server) : ConformanceTest(server)
{
    private static readonly Dictionary<string, (Action<StartWorkflowExecutionRequest> Change, string Started)> Kept = new()
    {
        ["input"] = (r => r.Input = Data.List("a", 2), """{"input":{"payloads":["a",2]}}"""),
        ["header"] = (r => r.Header = new() { Fields = { ["h"] = Data.Json("v") } }, """{"header":{"fields":{"h":"v"}}}"""),
        ["memo"] = (r => r.Memo = new() { Fields = { ["m"] = Data.Json("v") } }, """{"memo":{"fields":{"m":"v"}}}"""),
        ["search attributes"] = (
            r => r.SearchAttributes = new() { IndexedFields = { ["CaseKeyword"] = Data.Json("v"), ["CaseInt"] = Data.Json(7) } },
            """{"searchAttributes":{"indexedFields":{"CaseKeyword":"v","CaseInt":7}}}"""),
        ["execution timeout"] = (r => r.WorkflowExecutionTimeout = Data.Seconds(60), """{"workflowExecutionTimeout":"60s","workflowRunTimeout":"60s"}"""),
        ["run timeout"] = (r => r.WorkflowRunTimeout = Data.Seconds(50), """{"workflowRunTimeout":"50s"}"""),
        ["run timeout over execution timeout"] = (
            r => (r.WorkflowExecutionTimeout, r.WorkflowRunTimeout) = (Data.Seconds(30), Data.Seconds(50)),
            """{"workflowExecutionTimeout":"30s","workflowRunTimeout":"30s"}"""),
        ["task timeout"] = (r => r.WorkflowTaskTimeout = Data.Seconds(5), """{"workflowTaskTimeout":"5s"}"""),
        ["task timeout over the limit"] = (r => r.WorkflowTaskTimeout = Data.Seconds(500), """{"workflowTaskTimeout":"120s"}"""),
        ["task timeout over run timeout"] = (
            r => (r.WorkflowRunTimeout, r.WorkflowTaskTimeout) = (Data.Seconds(4), Data.Seconds(8)),
            """{"workflowRunTimeout":"4s","workflowTaskTimeout":"4s"}"""),
        ["retry policy defaults"] = (
            r => r.RetryPolicy = new() { MaximumAttempts = 3 },
            """{"retryPolicy":{"initialInterval":"1s","backoffCoefficient":2,"maximumInterval":"100s","maximumAttempts":3},"attempt":1}"""),
        ["retry policy in full"] = (
            r => r.RetryPolicy = new() { InitialInterval = Data.Seconds(2), BackoffCoefficient = 1.5, MaximumInterval = Data.Seconds(9), NonRetryableErrorTypes = { "X" } },
            """{"retryPolicy":{"initialInterval":"2s","backoffCoefficient":1.5,"maximumInterval":"9s","nonRetryableErrorTypes":["X"]}}"""),
        ["cron"] = (r => r.CronSchedule = "0 0 1 1 *", """{"cronSchedule":"0 0 1 1 *","initiator":"CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE"}"""),
        ["start delay"] = (r => r.WorkflowStartDelay = Data.Seconds(3600), """{"firstWorkflowTaskBackoff":"3600s"}"""),
        ["priority"] = (
            r => r.Priority = new() { PriorityKey = 2, FairnessKey = "f", FairnessWeight = 2 },
            """{"priority":{"priorityKey":2,"fairnessKey":"f","fairnessWeight":2}}"""),
        ["identity"] = (r => r.Identity = "somebody", """{"identity":"somebody"}"""),
        ["links"] = (
            r => r.Links.Add(new Link { WorkflowEvent = new() { Namespace = "default", WorkflowId = "other", RunId = "r", EventRef = new() { EventId = 1, EventType = EventType.WorkflowExecutionStarted } } }),
            """{"attempt":1}"""),
    };

    public static TheoryData<string> Names => [.. Kept.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Start_WithOption_IsInStartedEvent(string name)
    {
        var (change, started) = Kept[name];
        var run = await StartAsync(change);
        var first = (await HistoryAsync(run))[0];
        Subset.Matches(started, first.WorkflowExecutionStartedEventAttributes);
        var attributes = first.WorkflowExecutionStartedEventAttributes;
        Assert.Equal((run.RunId, run.RunId, WorkflowId), (attributes.OriginalExecutionRunId, attributes.FirstExecutionRunId, attributes.WorkflowId));
        await TerminateAsync(run);
    }

    [Fact]
    public async Task Start_WithUserMetadata_IsOnFirstEventAndDescribe()
    {
        var run = await StartAsync(r => r.UserMetadata = new() { Summary = Data.Json("short"), Details = Data.Json("long") });
        Subset.Matches("""{"userMetadata":{"summary":"short","details":"long"}}""", (await HistoryAsync(run))[0]);
        Subset.Matches("""{"executionConfig":{"userMetadata":{"summary":"short","details":"long"}}}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Start_SameRequestId_IsSameRun()
    {
        var request = StartRequest();
        var first = await Service.StartWorkflowExecutionAsync(request, Rpc());
        var second = await Service.StartWorkflowExecutionAsync(request, Rpc());
        Assert.Equal(first.RunId, second.RunId);
        Assert.True(first.Started);
        await HistoryIsAsync(new() { WorkflowId = WorkflowId }, "WorkflowExecutionStarted\nWorkflowTaskScheduled");
    }

    [Fact]
    public async Task Start_SameRequestIdAfterCompletion_IsSameRun()
    {
        var request = StartRequest(r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate);
        var first = await Service.StartWorkflowExecutionAsync(request, Rpc());
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        Assert.Equal(first.RunId, (await Service.StartWorkflowExecutionAsync(request, Rpc())).RunId);
    }

    [Fact]
    public async Task Start_WhileRunning_TellsTheRun()
    {
        var request = StartRequest();
        var run = await Service.StartWorkflowExecutionAsync(request, Rpc());
        var failure = await FailsAsync(Code.AlreadyExists, "Workflow execution is already running.", () => StartAsync());
        Subset.Matches($$$$"""{"runId":"{{{{run.RunId}}}}","startRequestId":"{{{{request.RequestId}}}}"}""", Detail<WorkflowExecutionAlreadyStartedFailure>(failure));
    }

    [Fact]
    public async Task Start_AfterCompletionRejected_TellsTheState()
    {
        await StartAndCompleteAsync(Commands.Complete());
        await FailsAsync(
            Code.AlreadyExists,
            "Workflow execution already finished successfully.",
            () => StartAsync(r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.AllowDuplicateFailedOnly));
        await FailsAsync(
            Code.AlreadyExists,
            "Workflow execution already finished",
            () => StartAsync(r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate));
    }

    [Fact]
    public async Task Start_TerminateExisting_WritesReasonAndNewRun()
    {
        var first = await StartAsync();
        var second = await StartAsync(r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);
        await HistoryIsAsync(first, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowExecutionTerminated {"reason":"TerminateIfRunning WorkflowIdReusePolicy","identity":"history-service"}
            """);
        await HistoryIsAsync(second, "WorkflowExecutionStarted\nWorkflowTaskScheduled");
    }

    [Fact]
    public async Task Start_TerminateIfRunningPolicy_Replaces()
    {
        var first = await StartAsync();
        var second = await StartAsync(r => r.WorkflowIdReusePolicy = (WorkflowIdReusePolicy)4);
        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await DescribeAsync(first)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Start_UseExistingWithConflictOptions_WritesOptionsUpdated()
    {
        var run = await StartAsync();
        var second = StartRequest(r =>
        {
            r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
            r.OnConflictOptions = new() { AttachRequestId = true };
        });
        Assert.Equal(run.RunId, (await Service.StartWorkflowExecutionAsync(second, Rpc())).RunId);
        await HistoryIsAsync(run, $$$$"""
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowExecutionOptionsUpdated {"attachedRequestId":"{{{{second.RequestId}}}}"}
            """);
    }

    [Fact]
    public async Task Start_EagerWithDelay_HasNoTask()
    {
        var response = await Service.StartWorkflowExecutionAsync(
            StartRequest(r => (r.RequestEagerExecution, r.WorkflowStartDelay) = (true, Data.Seconds(60))), Rpc());
        Assert.Null(response.EagerWorkflowTask);
    }

    [Fact]
    public async Task Start_Delayed_SchedulesTaskAfterDelay()
    {
        var run = await StartAsync(r => r.WorkflowStartDelay = Data.Seconds(1));
        await HistoryIsAsync(run, "WorkflowExecutionStarted {\"firstWorkflowTaskBackoff\":\"1s\"}");
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        var events = await HistoryAsync(run);
        Assert.True(events[1].EventTime.ToDateTime() - events[0].EventTime.ToDateTime() >= TimeSpan.FromSeconds(0.99));
    }

    [Fact]
    public async Task Start_DelayedAndSignaled_WaitsForTheDelay()
    {
        var run = await StartAsync(r => r.WorkflowStartDelay = Data.Seconds(1));
        await SignalAsync();
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowExecutionSignaled");
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowExecutionSignaled
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionCompleted
            """);
    }
}

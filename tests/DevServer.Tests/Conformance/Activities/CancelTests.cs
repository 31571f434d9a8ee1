namespace BackgroundAgent.DevServer.Tests.Conformance.Activities;

/// <summary>Cancellation in each state, and asynchronous completion by id.</summary>
public sealed class CancelTests(ConformanceServer server) : ConformanceTest(server)
{
    [Fact]
    public async Task Cancel_BeforeStart_IsCanceledAtOnce()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelActivity(5));
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            ActivityTaskScheduled
            WorkflowExecutionSignaled
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            ActivityTaskCancelRequested {"scheduledEventId":5,"workflowTaskCompletedEventId":9}
            ActivityTaskCanceled {"scheduledEventId":5,"latestCancelRequestedEventId":10}
            WorkflowTaskScheduled
            """);
    }

    [Fact]
    public async Task Cancel_Running_IsToldByHeartbeat()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.HeartbeatTimeout = Data.Seconds(60)));
        var activity = await NextActivityAsync();
        Assert.False((await HeartbeatAsync(activity)).CancelRequested);
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelActivity(5));
        Assert.True((await HeartbeatAsync(activity)).CancelRequested);
        Subset.Matches("""{"pendingActivities":[{"state":"PENDING_ACTIVITY_STATE_CANCEL_REQUESTED"}]}""", await DescribeAsync(run));
        await Service.RespondActivityTaskCanceledAsync(
            new() { Namespace = Namespace, TaskToken = activity.TaskToken, Identity = Me, Details = Data.List("bye") }, Rpc());
        var last = (await HistoryAsync(run)).Single(e => e.EventType == EventType.ActivityTaskCanceled);
        Subset.Matches(
            """{"scheduledEventId":5,"latestCancelRequestedEventId":10,"details":{"payloads":["bye"]},"identity":"conformance"}""",
            last.ActivityTaskCanceledEventAttributes);
    }

    [Fact]
    public async Task Cancel_Running_MayStillComplete()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var activity = await NextActivityAsync();
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelActivity(5));
        await CompleteActivityAsync(activity, "after all");
        Assert.Contains(await HistoryAsync(run), e => e.EventType == EventType.ActivityTaskCompleted);
    }

    [Fact]
    public async Task Cancel_NotRequested_IsRefused()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var activity = await NextActivityAsync();
        await FailsAsync(
            Code.InvalidArgument,
            "unable to mark activity as canceled without activity being request canceled first",
            () => Service.RespondActivityTaskCanceledAsync(new() { Namespace = Namespace, TaskToken = activity.TaskToken }, Rpc()));
    }

    [Fact]
    public async Task Cancel_BackingOff_IsCanceledAtOnce()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(60) }));
        await FailActivityAsync(await NextActivityAsync());
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelActivity(5));
        Assert.Contains(await HistoryAsync(run), e => e.EventType == EventType.ActivityTaskCanceled);
    }

    [Fact]
    public async Task Cancel_RequestedThenFails_IsNotRetried()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1) }));
        var activity = await NextActivityAsync();
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelActivity(5));
        await FailActivityAsync(activity, "gave up");
        Subset.Matches(
            """{"retryState":"RETRY_STATE_CANCEL_REQUESTED"}""",
            (await HistoryAsync(run)).Single(e => e.EventType == EventType.ActivityTaskFailed).ActivityTaskFailedEventAttributes);
    }

    [Fact]
    public async Task Cancel_InTheTaskThatSchedules_IsOneCancel()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue), Commands.CancelActivity(5));
        var types = (await HistoryAsync(run)).Skip(4).Select(e => e.EventType);
        Assert.Equal([EventType.ActivityTaskScheduled, EventType.ActivityTaskCancelRequested, EventType.ActivityTaskCanceled, EventType.WorkflowTaskScheduled], types);
    }

    [Fact]
    public async Task ById_Complete_Works()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await NextActivityAsync();
        await Service.RespondActivityTaskCompletedByIdAsync(
            new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "a", Identity = "other", Result = Data.List("by id") }, Rpc());
        Subset.Matches("""{"result":{"payloads":["by id"]},"identity":"other"}""", (await HistoryAsync(run))[6].ActivityTaskCompletedEventAttributes);
    }

    [Fact]
    public async Task ById_CompleteBeforeStart_Works()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await Service.RespondActivityTaskCompletedByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, RunId = run.RunId, ActivityId = "a" }, Rpc());
        Assert.Contains(await HistoryAsync(run), e => e.EventType == EventType.ActivityTaskCompleted);
    }

    [Fact]
    public async Task ById_Fail_Works()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await NextActivityAsync();
        await Service.RespondActivityTaskFailedByIdAsync(
            new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "a", Failure = Commands.Failure("by id") }, Rpc());
        Subset.Matches("""{"failure":{"message":"by id"}}""", (await HistoryAsync(run))[6].ActivityTaskFailedEventAttributes);
    }

    [Fact]
    public async Task ById_Heartbeat_Works()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await NextActivityAsync();
        var answer = await Service.RecordActivityTaskHeartbeatByIdAsync(
            new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "a", Details = Data.List(3) }, Rpc());
        Assert.False(answer.CancelRequested);
        Subset.Matches("""{"pendingActivities":[{"heartbeatDetails":{"payloads":[3]}}]}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task ById_Cancel_Works()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await NextActivityAsync();
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelActivity(5));
        await Service.RespondActivityTaskCanceledByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "a" }, Rpc());
        Assert.Contains(await HistoryAsync(run), e => e.EventType == EventType.ActivityTaskCanceled);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("fail")]
    [InlineData("heartbeat")]
    [InlineData("cancel")]
    public async Task ById_UnknownActivity_IsNotFound(string call)
    {
        await StartAndCompleteAsync(Commands.Timer("t", 60));
        await FailsAsync(Code.NotFound, "cannot find pending activity with ActivityID zz", () => call switch
        {
            "complete" => Service.RespondActivityTaskCompletedByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "zz" }, Rpc()),
            "fail" => Service.RespondActivityTaskFailedByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "zz", Failure = Commands.Failure() }, Rpc()),
            "heartbeat" => Service.RecordActivityTaskHeartbeatByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "zz" }, Rpc()),
            _ => Service.RespondActivityTaskCanceledByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, ActivityId = "zz" }, Rpc()),
        });
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("fail")]
    [InlineData("heartbeat")]
    [InlineData("cancel")]
    public async Task ById_WithoutActivityId_IsInvalidArgument(string call) =>
        await FailsAsync(Code.InvalidArgument, "ActivityId is not set on request.", () => call switch
        {
            "complete" => Service.RespondActivityTaskCompletedByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId }, Rpc()),
            "fail" => Service.RespondActivityTaskFailedByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId, Failure = Commands.Failure() }, Rpc()),
            "heartbeat" => Service.RecordActivityTaskHeartbeatByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId }, Rpc()),
            _ => Service.RespondActivityTaskCanceledByIdAsync(new() { Namespace = Namespace, WorkflowId = WorkflowId }, Rpc()),
        });

    [Fact]
    public async Task Fail_WithoutApplicationInfo_IsInvalidArgument()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var task = await NextActivityAsync();
        await FailsAsync(
            Code.InvalidArgument,
            "Failure must have ApplicationFailureInfo.",
            () => Service.RespondActivityTaskFailedAsync(
                new() { Namespace = Namespace, TaskToken = task.TaskToken, Failure = new() { Message = "m", TimeoutFailureInfo = new() } }, Rpc()));
    }
}

using Google.Protobuf;

namespace BackgroundAgent.DevServer.Tests.Conformance.WorkflowTasks;

/// <summary>Attempts, time-outs, buffering, and what a worker may send back.</summary>
public sealed class TaskTests(ConformanceServer server) : ConformanceTest(server)
{
    [Fact]
    public async Task Poll_FirstTask_CarriesEverything()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        Subset.Matches(
            $$$$"""{"workflowExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"},"workflowType":{"name":"T"},"startedEventId":3,"attempt":1,"previousStartedEventId":0,"workflowExecutionTaskQueue":{"name":"{{{{Queue}}}}","kind":"TASK_QUEUE_KIND_NORMAL"}}""",
            task);
        Assert.Equal([1, 2, 3], task.History.Events.Select(e => e.EventId));
        Assert.True(task.ScheduledTime <= task.StartedTime);
    }

    [Fact]
    public async Task Poll_SecondTask_HasPreviousStartedEvent()
    {
        await StartAndCompleteAsync();
        await SignalAsync();
        var task = await NextTaskAsync();
        Assert.Equal((3L, 7L), (task.PreviousStartedEventId, task.StartedEventId));
    }

    [Fact]
    public async Task Fail_FirstTime_WritesEvent()
    {
        var run = await StartAsync();
        await FailTaskAsync(await NextTaskAsync());
        var task = await NextTaskAsync();
        Assert.Equal(2, task.Attempt);
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled {"attempt":1}
            WorkflowTaskStarted
            WorkflowTaskFailed {"scheduledEventId":2,"startedEventId":3,"cause":"WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE","failure":{"message":"task broken"},"identity":"conformance"}
            WorkflowTaskScheduled {"attempt":2}
            WorkflowTaskStarted {"scheduledEventId":5}
            """);
    }

    [Fact]
    public async Task Fail_SecondTime_IsTransient()
    {
        var run = await StartAsync();
        await FailTaskAsync(await NextTaskAsync());
        await FailTaskAsync(await NextTaskAsync());
        var third = await NextTaskAsync();
        Assert.Equal(3, third.Attempt);
        await CompleteAsync(third, Commands.Complete());
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled {"attempt":1}
            WorkflowTaskStarted
            WorkflowTaskFailed
            WorkflowTaskScheduled {"attempt":3}
            WorkflowTaskStarted {"scheduledEventId":5}
            WorkflowTaskCompleted {"scheduledEventId":5,"startedEventId":6}
            WorkflowExecutionCompleted
            """);
    }

    [Fact]
    public async Task Fail_ThenSignal_EndsTheTransientTask()
    {
        var run = await StartAsync();
        await FailTaskAsync(await NextTaskAsync());
        await SignalAsync();
        var task = await NextTaskAsync();
        Assert.Contains(task.History.Events, e => e.EventType == EventType.WorkflowExecutionSignaled);
        await CompleteAsync(task, Commands.Complete());
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await HistoryAsync(run))[^1].EventType);
    }

    [Fact]
    public async Task Timeout_OfTask_WritesEventAndTriesAgain()
    {
        var run = await StartAsync(r => r.WorkflowTaskTimeout = Data.Seconds(1));
        var late = await NextTaskAsync();
        var again = await NextTaskAsync();
        Assert.Equal(2, again.Attempt);
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskTimedOut {"scheduledEventId":2,"startedEventId":3,"timeoutType":"TIMEOUT_TYPE_START_TO_CLOSE"}
            WorkflowTaskScheduled {"attempt":2}
            WorkflowTaskStarted
            """);
        await FailsAsync(Code.NotFound, "Workflow task not found.", () => CompleteAsync(late, Commands.Complete()));
    }

    [Fact]
    public async Task Signal_WhileTaskIsOut_IsBuffered()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await SignalAsync("one");
        await SignalAsync("two");
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted");
        await CompleteAsync(task, Commands.Timer("t", 60));
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            TimerStarted
            WorkflowExecutionSignaled {"signalName":"one"}
            WorkflowExecutionSignaled {"signalName":"two"}
            WorkflowTaskScheduled
            """);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("fail")]
    [InlineData("cancel")]
    [InlineData("continue")]
    public async Task Close_WithBufferedSignal_IsUnhandledCommand(string how)
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await SignalAsync();
        var command = how switch
        {
            "complete" => Commands.Complete(),
            "fail" => Commands.Fail(),
            "cancel" => Commands.Cancel(),
            _ => Commands.ContinueAsNew(Queue),
        };
        await FailsAsync(Code.InvalidArgument, "UnhandledCommand", () => CompleteAsync(task, command));
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskFailed {"cause":"WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND"}
            WorkflowExecutionSignaled
            WorkflowTaskScheduled {"attempt":1}
            """);
        await CompleteAsync(await NextTaskAsync(), command);
    }

    [Fact]
    public async Task Complete_Twice_IsNotFound()
    {
        await StartAsync();
        var task = await NextTaskAsync();
        await CompleteAsync(task);
        await FailsAsync(Code.NotFound, "Workflow task not found.", () => CompleteAsync(task));
    }

    [Fact]
    public async Task Complete_AfterRunEnded_IsNotFound()
    {
        await StartAsync();
        var task = await NextTaskAsync();
        await CompleteAsync(task, Commands.Complete());
        await FailsAsync(Code.NotFound, "Workflow task not found.", () => CompleteAsync(task));
    }

    [Theory]
    [InlineData("", "Task token not set on request.")]
    [InlineData("rubbish", "Error deserializing task token.")]
    public Task Complete_BadToken_IsInvalidArgument(string token, string message) => FailsAsync(
        Code.InvalidArgument,
        message,
        () => CompleteAsync(new PollWorkflowTaskQueueResponse { TaskToken = ByteString.CopyFromUtf8(token) }));

    [Fact]
    public async Task Complete_ForceNewTask_SchedulesOne()
    {
        var run = await StartAsync();
        await CompleteAsync(await NextTaskAsync(), r => r.ForceCreateNewWorkflowTask = true);
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowTaskScheduled
            """);
    }

    [Fact]
    public async Task Complete_ReturnNewTask_ComesWithTheAnswer()
    {
        var run = await StartAsync();
        var answer = await CompleteAsync(await NextTaskAsync(), r => (r.ReturnNewWorkflowTask, r.ForceCreateNewWorkflowTask) = (true, true));
        Assert.NotNull(answer.WorkflowTask);
        await CompleteAsync(answer.WorkflowTask, Commands.Complete());
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionCompleted
            """);
    }

    [Fact]
    public async Task Complete_WithMetadata_KeepsIt()
    {
        var run = await StartAsync();
        await CompleteAsync(await NextTaskAsync(), r =>
        {
            r.SdkMetadata = new() { CoreUsedFlags = { 1, 3 }, LangUsedFlags = { 2 }, SdkName = "sdk", SdkVersion = "1.2" };
            r.MeteringMetadata = new() { NonfirstLocalActivityExecutionAttempts = 3 };
        });
        Subset.Matches(
            """{"sdkMetadata":{"coreUsedFlags":[1,3],"langUsedFlags":[2],"sdkName":"sdk","sdkVersion":"1.2"},"meteringMetadata":{"nonfirstLocalActivityExecutionAttempts":3}}""",
            (await HistoryAsync(run))[3].WorkflowTaskCompletedEventAttributes);
    }

    [Fact]
    public async Task Complete_WithMarkers_WritesThem()
    {
        var run = await StartAndCompleteAsync(Commands.Marker("core_local_activity", "result", 42), Commands.Marker("core_patch", "patch-data", "x"));
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            MarkerRecorded {"markerName":"core_local_activity","workflowTaskCompletedEventId":4,"details":{"result":{"payloads":[42]}}}
            MarkerRecorded {"markerName":"core_patch"}
            """);
    }

    [Fact]
    public async Task Complete_WithUserMetadata_IsOnTheEvent()
    {
        var timer = Commands.Timer("t", 60);
        timer.UserMetadata = new() { Summary = Data.Json("waits") };
        var run = await StartAndCompleteAsync(timer);
        Subset.Matches("""{"userMetadata":{"summary":"waits"}}""", (await HistoryAsync(run))[4]);
    }

    [Fact]
    public async Task Complete_Upsert_ChangesDescribe()
    {
        var run = await StartAndCompleteAsync(Commands.Upsert("CaseKeyword", Data.Json("new")), Commands.ModifyMemo("m", "n"));
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            UpsertWorkflowSearchAttributes {"workflowTaskCompletedEventId":4,"searchAttributes":{"indexedFields":{"CaseKeyword":"new"}}}
            WorkflowPropertiesModified {"workflowTaskCompletedEventId":4,"upsertedMemo":{"fields":{"m":"n"}}}
            """);
        Subset.Matches(
            """{"workflowExecutionInfo":{"memo":{"fields":{"m":"n"}},"searchAttributes":{"indexedFields":{"CaseKeyword":"new"}}}}""",
            await DescribeAsync(run));
    }

    [Theory]
    [InlineData(WorkflowTaskFailedCause.NonDeterministicError)]
    [InlineData(WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure)]
    [InlineData(WorkflowTaskFailedCause.Unspecified)]
    public async Task Fail_WithCause_KeepsIt(WorkflowTaskFailedCause cause)
    {
        var run = await StartAsync();
        await FailTaskAsync(await NextTaskAsync(), cause);
        Assert.Equal(cause, (await HistoryAsync(run))[3].WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public async Task Fail_BadToken_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "Task token not set on request.",
        () => FailTaskAsync(new PollWorkflowTaskQueueResponse()));

    [Fact]
    public async Task Poll_WithoutQueue_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "taskQueue is not set", () => PollAsync(change: r => r.TaskQueue = null));

    [Fact]
    public async Task Poll_ShortDeadline_IsRefused() =>
        await FailsAsync(Code.FailedPrecondition, "Context timeout is too short.", () => PollAsync(seconds: 1.2));

    [Fact]
    public async Task Poll_NoTask_IsEmpty() => Assert.True((await PollAsync(seconds: 4)).TaskToken.IsEmpty);
}

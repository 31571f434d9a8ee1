namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Each way a run ends, and what a finished run answers.</summary>
public sealed class CloseTests(ConformanceServer server) : ConformanceTest(server)
{
    private const string Task1 = """
        WorkflowExecutionStarted {"workflowType":{"name":"T"},"identity":"conformance","attempt":1,"workflowTaskTimeout":"10s"}
        WorkflowTaskScheduled {"startToCloseTimeout":"10s","attempt":1,"taskQueue":{"kind":"TASK_QUEUE_KIND_NORMAL"}}
        WorkflowTaskStarted {"scheduledEventId":2,"identity":"conformance"}
        WorkflowTaskCompleted {"scheduledEventId":2,"startedEventId":3,"identity":"conformance"}

        """;

    [Fact]
    public async Task Complete_WithResult_IsLastEvent()
    {
        var run = await StartAndCompleteAsync(Commands.Complete("done"));
        await HistoryIsAsync(run, Task1 + """WorkflowExecutionCompleted {"workflowTaskCompletedEventId":4,"result":{"payloads":["done"]}}""");
        Assert.Equal(WorkflowExecutionStatus.Completed, (await DescribeAsync(run)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Complete_WithoutResult_HasNone()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        await HistoryIsAsync(run, Task1 + """WorkflowExecutionCompleted {"workflowTaskCompletedEventId":4,"result":null}""");
    }

    [Fact]
    public async Task Fail_WithoutRetryPolicy_IsLastEvent()
    {
        var run = await StartAndCompleteAsync(Commands.Fail("no good"));
        await HistoryIsAsync(run, Task1 + """
            WorkflowExecutionFailed {"workflowTaskCompletedEventId":4,"failure":{"message":"no good"},"retryState":"RETRY_STATE_RETRY_POLICY_NOT_SET"}
            """);
        Assert.Equal(WorkflowExecutionStatus.Failed, (await DescribeAsync(run)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Cancel_Requested_ThenCanceled()
    {
        var run = await StartAsync();
        await CancelAsync(run, "stop it");
        await CompleteAsync(await NextTaskAsync(), Commands.Cancel());
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowExecutionCancelRequested {"cause":"stop it","identity":"conformance"}
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionCanceled {"workflowTaskCompletedEventId":5}
            """);
    }

    [Fact]
    public async Task Cancel_Twice_IsOneEvent()
    {
        var run = await StartAsync();
        await CancelAsync(run);
        await CancelAsync(run);
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowExecutionCancelRequested");
    }

    [Fact]
    public async Task Cancel_WithoutRequest_IsAllowed()
    {
        var run = await StartAndCompleteAsync(Commands.Cancel());
        await HistoryIsAsync(run, Task1 + "WorkflowExecutionCanceled");
    }

    [Fact]
    public async Task Terminate_Running_IsLastEvent()
    {
        var run = await StartAsync();
        await Service.TerminateWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowExecution = run, Reason = "because", Details = Data.List("d"), Identity = "boss" }, Rpc());
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowExecutionTerminated {"reason":"because","identity":"boss","details":{"payloads":["d"]}}
            """);
    }

    [Fact]
    public async Task Terminate_WhileTaskIsOut_FailsTheTaskFirst()
    {
        var run = await StartAsync();
        var task = await NextTaskAsync();
        await TerminateAsync(run);
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskFailed {"cause":"WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND","scheduledEventId":2,"startedEventId":3}
            WorkflowExecutionTerminated
            """);
        await FailsAsync(Code.NotFound, "Workflow task not found.", () => CompleteAsync(task, Commands.Complete()));
    }

    [Fact]
    public async Task RunTimeout_Passed_TimesOut()
    {
        var run = await StartAsync(r => r.WorkflowRunTimeout = Data.Seconds(1));
        await CloseEventAsync(run);
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowExecutionTimedOut {"retryState":"RETRY_STATE_RETRY_POLICY_NOT_SET"}
            """);
    }

    [Fact]
    public async Task ExecutionTimeout_Passed_TimesOut()
    {
        var run = await StartAsync(r => r.WorkflowExecutionTimeout = Data.Seconds(1));
        Subset.Matches("""{"eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT"}""", await CloseEventAsync(run));
        Assert.Equal(WorkflowExecutionStatus.TimedOut, (await DescribeAsync(run)).WorkflowExecutionInfo.Status);
    }

    [Theory]
    [InlineData("signal", "workflow execution already completed")]
    [InlineData("cancel", "")]
    [InlineData("terminate", "workflow execution already completed")]
    [InlineData("update", "workflow execution already completed")]
    [InlineData("pause", "workflow execution already completed")]
    public async Task Call_ToFinishedRun_IsNotFound(string call, string message)
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        if (call == "cancel")
        {
            await CancelAsync(run); // asking a finished run to stop is no error
            return;
        }

        await FailsAsync(Code.NotFound, message, () => CallAsync(call, run));
    }

    [Theory]
    [InlineData("signal")]
    [InlineData("cancel")]
    [InlineData("terminate")]
    [InlineData("update")]
    [InlineData("describe")]
    [InlineData("history")]
    [InlineData("query")]
    [InlineData("reset")]
    [InlineData("delete")]
    public Task Call_ToUnknownWorkflow_IsNotFound(string call) =>
        FailsAsync(Code.NotFound, call == "reset" ? "" : $"workflow not found for ID: {WorkflowId}", () => CallAsync(call, new() { WorkflowId = WorkflowId }));

    [Theory]
    [InlineData("signal")]
    [InlineData("cancel")]
    [InlineData("terminate")]
    [InlineData("describe")]
    [InlineData("history")]
    public Task Call_WithBadRunId_IsInvalidArgument(string call) =>
        FailsAsync(Code.InvalidArgument, "Invalid RunId.", () => CallAsync(call, new() { WorkflowId = WorkflowId, RunId = "no-uuid" }));

    [Theory]
    [InlineData("signal")]
    [InlineData("cancel")]
    [InlineData("terminate")]
    [InlineData("describe")]
    [InlineData("history")]
    [InlineData("update")]
    [InlineData("query")]
    [InlineData("delete")]
    public Task Call_WithoutWorkflowId_IsInvalidArgument(string call) =>
        FailsAsync(Code.InvalidArgument, "WorkflowId is not set on request.", () => CallAsync(call, new()));

    private Task CallAsync(string call, Execution run) => call switch
    {
        "signal" => SignalAsync(change: r => r.WorkflowExecution = run),
        "cancel" => CancelAsync(run),
        "terminate" => TerminateAsync(run),
        "describe" => DescribeAsync(run),
        "history" => HistoryAsync(run),
        "update" => Service.UpdateWorkflowExecutionAsync(
            new()
            {
                Namespace = Namespace,
                WorkflowExecution = run,
                WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
                Request = new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "U" } },
            },
            Rpc()),
        "query" => Service.QueryWorkflowAsync(new() { Namespace = Namespace, Execution = run, Query = new() { QueryType = "Q" } }, Rpc()),
        "pause" => Service.PauseWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowId = run.WorkflowId, RunId = run.RunId, Identity = Me, Reason = "r", RequestId = Unique("r") }, Rpc()),
        "reset" => Service.ResetWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowExecution = run, WorkflowTaskFinishEventId = 4, RequestId = Unique("r") }, Rpc()),
        "delete" => Service.DeleteWorkflowExecutionAsync(new() { Namespace = Namespace, WorkflowExecution = run }, Rpc()),
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };
}

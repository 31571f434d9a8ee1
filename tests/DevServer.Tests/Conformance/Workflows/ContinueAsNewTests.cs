namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Continue-as-new, workflow retries and cron: all make a next run of the same chain.</summary>
public sealed class ContinueAsNewTests(ConformanceServer server) : ConformanceTest(server)
{
    private Execution Current => new() { WorkflowId = WorkflowId };

    [Fact]
    public async Task ContinueAsNew_GivesNextRun()
    {
        var first = await StartAndCompleteAsync(Commands.ContinueAsNew(Queue, a =>
        {
            a.Input = Data.List("next");
            a.Memo = new() { Fields = { ["m"] = Data.Json("v") } };
        }));
        var task = await NextTaskAsync();
        await HistoryIsAsync(first, $$$$"""
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionContinuedAsNew {"newExecutionRunId":"{{{{task.WorkflowExecution.RunId}}}}","workflowTaskCompletedEventId":4,"input":{"payloads":["next"]}}
            """);
        Subset.Matches(
            $$$$"""{"continuedExecutionRunId":"{{{{first.RunId}}}}","firstExecutionRunId":"{{{{first.RunId}}}}","originalExecutionRunId":"{{{{task.WorkflowExecution.RunId}}}}","initiator":"CONTINUE_AS_NEW_INITIATOR_WORKFLOW","attempt":1,"input":{"payloads":["next"]},"memo":{"fields":{"m":"v"}}}""",
            task.History.Events[0].WorkflowExecutionStartedEventAttributes);
        Assert.Equal(WorkflowExecutionStatus.ContinuedAsNew, (await DescribeAsync(first)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task ContinueAsNew_OtherTypeAndQueue_AreUsed()
    {
        await StartAndCompleteAsync(Commands.ContinueAsNew(Queue + "-b", a => a.WorkflowType.Name = "Other"));
        var task = await NextTaskAsync(Queue + "-b");
        Assert.Equal("Other", task.WorkflowType.Name);
    }

    [Fact]
    public async Task ContinueAsNew_WithoutTypeAndQueue_KeepsThem()
    {
        await StartAndCompleteAsync(Commands.ContinueAsNew("", a => a.WorkflowType = null));
        Assert.Equal("T", (await NextTaskAsync()).WorkflowType.Name);
    }

    [Fact]
    public async Task ContinueAsNew_KeepsTimeouts()
    {
        await StartAsync(r => (r.WorkflowExecutionTimeout, r.WorkflowRunTimeout, r.WorkflowTaskTimeout) = (Data.Seconds(100), Data.Seconds(50), Data.Seconds(7)));
        await CompleteAsync(await NextTaskAsync(), Commands.ContinueAsNew(Queue));
        Subset.Matches("""{"workflowRunTimeout":"50s","workflowTaskTimeout":"7s"}""", (await NextTaskAsync()).History.Events[0].WorkflowExecutionStartedEventAttributes);
    }

    [Fact]
    public async Task ContinueAsNew_WithBackoff_DelaysTheTask()
    {
        await StartAndCompleteAsync(Commands.ContinueAsNew(Queue, a => a.BackoffStartInterval = Data.Seconds(1)));
        var started = (await NextTaskAsync()).History.Events[0].WorkflowExecutionStartedEventAttributes;
        Assert.InRange(started.FirstWorkflowTaskBackoff.ToTimeSpan().TotalSeconds, 0.9, 1.1);
    }

    [Fact]
    public async Task ContinueAsNew_WithBufferedSignal_IsRefused()
    {
        await StartAsync();
        var task = await NextTaskAsync();
        await SignalAsync();
        await FailsAsync(Code.InvalidArgument, "UnhandledCommand", () => CompleteAsync(task, Commands.ContinueAsNew(Queue)));
    }

    [Fact]
    public async Task Retry_AfterFailure_MakesNextAttempt()
    {
        var first = await StartAsync(r => r.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1), MaximumAttempts = 2 });
        await CompleteAsync(await NextTaskAsync(), Commands.Fail("first"));
        var second = await NextTaskAsync();
        Subset.Matches(
            $$$$"""{"attempt":2,"initiator":"CONTINUE_AS_NEW_INITIATOR_RETRY","continuedFailure":{"message":"first"},"continuedExecutionRunId":"{{{{first.RunId}}}}","firstExecutionRunId":"{{{{first.RunId}}}}"}""",
            second.History.Events[0].WorkflowExecutionStartedEventAttributes);
        var last = (await HistoryAsync(first))[^1];
        Subset.Matches(
            $$$$"""{"failure":{"message":"first"},"retryState":"RETRY_STATE_IN_PROGRESS","newExecutionRunId":"{{{{second.WorkflowExecution.RunId}}}}"}""",
            last.WorkflowExecutionFailedEventAttributes);
        await CompleteAsync(second, Commands.Fail("second"));
        Subset.Matches("""{"retryState":"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED"}""", (await HistoryAsync(second.WorkflowExecution))[^1].WorkflowExecutionFailedEventAttributes);
    }

    [Theory]
    [InlineData("non-retryable flag")]
    [InlineData("non-retryable type")]
    public async Task Retry_NonRetryable_Ends(string how)
    {
        var run = await StartAsync(r => r.RetryPolicy = new() { MaximumAttempts = 3, NonRetryableErrorTypes = { "Bad" } });
        var fail = Commands.Fail("no", how == "non-retryable flag");
        fail.FailWorkflowExecutionCommandAttributes.Failure.ApplicationFailureInfo.Type = how == "non-retryable type" ? "Bad" : "Other";
        await CompleteAsync(await NextTaskAsync(), fail);
        Subset.Matches("""{"retryState":"RETRY_STATE_NON_RETRYABLE_FAILURE"}""", (await HistoryAsync(run))[^1].WorkflowExecutionFailedEventAttributes);
    }

    [Fact]
    public async Task Retry_AfterRunTimeout_MakesNextAttempt()
    {
        var first = await StartAsync(r =>
        {
            r.WorkflowRunTimeout = Data.Seconds(1);
            r.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1), MaximumAttempts = 2 };
        });
        var second = await EventuallyAsync(() => DescribeAsync(Current), d => d.WorkflowExecutionInfo.Execution.RunId != first.RunId);
        Subset.Matches(
            $$$$"""{"retryState":"RETRY_STATE_IN_PROGRESS","newExecutionRunId":"{{{{second.WorkflowExecutionInfo.Execution.RunId}}}}"}""",
            (await HistoryAsync(first))[^1].WorkflowExecutionTimedOutEventAttributes);
    }

    [Fact]
    public async Task Cron_Completed_RunsAgain()
    {
        var first = await StartAsync(r => r.CronSchedule = "@every 1s");
        var task = await NextTaskAsync();
        await CompleteAsync(task, Commands.Complete("one"));
        var second = await NextTaskAsync();
        Subset.Matches(
            $$$$"""{"initiator":"CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE","lastCompletionResult":{"payloads":["one"]},"cronSchedule":"@every 1s","firstExecutionRunId":"{{{{first.RunId}}}}"}""",
            second.History.Events[0].WorkflowExecutionStartedEventAttributes);
        Subset.Matches(
            $$$$"""{"newExecutionRunId":"{{{{second.WorkflowExecution.RunId}}}}"}""",
            (await HistoryAsync(task.WorkflowExecution))[^1].WorkflowExecutionCompletedEventAttributes);
        await TerminateAsync(Current);
    }

    [Fact]
    public async Task Cron_Failed_RunsAgainWithTheFailure()
    {
        await StartAsync(r => r.CronSchedule = "@every 1s");
        await CompleteAsync(await NextTaskAsync(), Commands.Fail("cron broke"));
        var started = (await NextTaskAsync()).History.Events[0].WorkflowExecutionStartedEventAttributes;
        Subset.Matches("""{"initiator":"CONTINUE_AS_NEW_INITIATOR_CRON_SCHEDULE","continuedFailure":{"message":"cron broke"}}""", started);
        await TerminateAsync(Current);
    }

    [Fact]
    public async Task Terminate_FirstRunIdOfChain_EndsCurrentRun()
    {
        var first = await StartAndCompleteAsync(Commands.ContinueAsNew(Queue));
        await Service.TerminateWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowExecution = Current, FirstExecutionRunId = first.RunId }, Rpc());
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await DescribeAsync(Current)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Terminate_OtherFirstRunId_IsNotFound()
    {
        await StartAsync();
        await FailsAsync(Code.NotFound, "workflow execution not found", () => Service.TerminateWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowExecution = Current, FirstExecutionRunId = Guid.NewGuid().ToString() }, Rpc()));
    }
}

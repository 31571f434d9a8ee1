namespace BackgroundAgent.DevServer.Tests.Conformance.Activities;

/// <summary>The four activity time-outs, with and without retries.</summary>
public sealed class TimeoutTests(ConformanceServer server) : ConformanceTest(server)
{
    [Fact]
    public async Task ScheduleToStart_NobodyPolls_TimesOut()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.ScheduleToStartTimeout = Data.Seconds(1)));
        await NextTaskAsync();
        await EndsAsync(run, """
            ActivityTaskScheduled
            ActivityTaskTimedOut {"scheduledEventId":5,"startedEventId":0,"failure":{"message":"activity ScheduleToStart timeout","timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_SCHEDULE_TO_START"}},"retryState":"RETRY_STATE_TIMEOUT"}
            """);
    }

    [Fact]
    public async Task ScheduleToClose_NobodyPolls_TimesOut()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.StartToCloseTimeout = null;
            a.ScheduleToCloseTimeout = Data.Seconds(1);
        }));
        await NextTaskAsync();
        var timedOut = (await HistoryAsync(run))[5].ActivityTaskTimedOutEventAttributes;
        Assert.Contains(timedOut.Failure.TimeoutFailureInfo.TimeoutType, new[] { TimeoutType.ScheduleToClose, TimeoutType.ScheduleToStart });
    }

    [Fact]
    public async Task StartToClose_NoAnswer_TimesOut()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.StartToCloseTimeout = Data.Seconds(1)));
        var task = await NextActivityAsync();
        await NextTaskAsync();
        await EndsAsync(run, """
            ActivityTaskScheduled
            ActivityTaskStarted
            ActivityTaskTimedOut {"scheduledEventId":5,"startedEventId":6,"failure":{"message":"activity StartToClose timeout","timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_START_TO_CLOSE"}},"retryState":"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED"}
            """);
        await FailsAsync(Code.NotFound, "activity", () => CompleteActivityAsync(task));
    }

    [Fact]
    public async Task StartToClose_WithRetries_TriesAgain()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.StartToCloseTimeout = Data.Seconds(1);
            a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1), MaximumAttempts = 2 };
        }));
        var first = await NextActivityAsync();
        var second = await NextActivityAsync();
        Assert.Equal(2, second.Attempt);
        await FailsAsync(Code.NotFound, "activity", () => CompleteActivityAsync(first));
        await CompleteActivityAsync(second);
        await NextTaskAsync();
        await EndsAsync(run, """
            ActivityTaskScheduled
            ActivityTaskStarted {"attempt":2,"lastFailure":{"message":"activity StartToClose timeout"}}
            ActivityTaskCompleted
            """);
    }

    [Fact]
    public async Task Heartbeat_Missing_TimesOut()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.HeartbeatTimeout = Data.Seconds(1)));
        await NextActivityAsync();
        await NextTaskAsync();
        await EndsAsync(run, """
            ActivityTaskScheduled
            ActivityTaskStarted
            ActivityTaskTimedOut {"failure":{"message":"activity Heartbeat timeout","timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_HEARTBEAT"}},"retryState":"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED"}
            """);
    }

    [Fact]
    public async Task Heartbeat_Missing_KeepsLastDetails()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.HeartbeatTimeout = Data.Seconds(1)));
        await HeartbeatAsync(await NextActivityAsync(), "half way");
        await NextTaskAsync();
        Subset.Matches(
            """{"failure":{"timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_HEARTBEAT","lastHeartbeatDetails":{"payloads":["half way"]}}}}""",
            (await HistoryAsync(run))[6].ActivityTaskTimedOutEventAttributes);
    }

    [Fact]
    public async Task Heartbeat_Sent_KeepsActivityAlive()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.HeartbeatTimeout = Data.Seconds(2)));
        var task = await NextActivityAsync();
        for (var beat = 0; beat < 6; beat++)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            Assert.False((await HeartbeatAsync(task, beat)).CancelRequested);
        }

        await CompleteActivityAsync(task);
        Assert.Equal(EventType.ActivityTaskCompleted, (await HistoryAsync(run))[6].EventType);
    }

    [Fact]
    public async Task Heartbeat_Details_GoToNextAttempt()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1), MaximumAttempts = 3 }));
        var first = await NextActivityAsync();
        Assert.Null(first.HeartbeatDetails);
        await HeartbeatAsync(first, "progress");
        await FailActivityAsync(first);
        Subset.Matches("""{"attempt":2,"heartbeatDetails":{"payloads":["progress"]}}""", await NextActivityAsync());
    }

    [Fact]
    public async Task Heartbeat_Details_AreDescribed()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.HeartbeatTimeout = Data.Seconds(60)));
        await HeartbeatAsync(await NextActivityAsync(), 7);
        var answer = await DescribeAsync(run);
        Subset.Matches("""{"pendingActivities":[{"heartbeatDetails":{"payloads":[7]}}]}""", answer);
        Assert.NotNull(answer.PendingActivities[0].LastHeartbeatTime);
    }

    [Fact]
    public async Task ScheduleToClose_WhileRetrying_TimesOut()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.ScheduleToCloseTimeout = Data.Seconds(2);
            a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1) };
        }));
        await FailActivityAsync(await NextActivityAsync(), "cause");
        await NextActivityAsync();
        await NextTaskAsync();
        var timedOut = (await HistoryAsync(run)).Single(e => e.EventType == EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes;
        Subset.Matches("""{"retryState":"RETRY_STATE_TIMEOUT"}""", timedOut);
    }

    private async Task EndsAsync(Execution run, string middle) => await HistoryIsAsync(
        run,
        "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted\nWorkflowTaskCompleted\n" + middle + "\nWorkflowTaskScheduled\nWorkflowTaskStarted");
}

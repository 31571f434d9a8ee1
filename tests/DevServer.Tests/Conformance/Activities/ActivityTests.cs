using Google.Protobuf;

namespace BackgroundAgent.DevServer.Tests.Conformance.Activities;

/// <summary>An activity's life as the history tells it.</summary>
public sealed class ActivityTests(ConformanceServer server) : ConformanceTest(server)
{
    private const string First = """
        WorkflowExecutionStarted
        WorkflowTaskScheduled
        WorkflowTaskStarted
        WorkflowTaskCompleted

        """;

    [Fact]
    public async Task Activity_Completed_WritesEvents()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.Input = Data.List("in");
            a.Header = new() { Fields = { ["h"] = Data.Json("v") } };
        }));
        var task = await NextActivityAsync();
        await CompleteActivityAsync(task, "out");
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            ActivityTaskScheduled {"activityId":"a","activityType":{"name":"A"},"input":{"payloads":["in"]},"header":{"fields":{"h":"v"}},"startToCloseTimeout":"30s","scheduleToCloseTimeout":"0s","scheduleToStartTimeout":"0s","heartbeatTimeout":"0s","workflowTaskCompletedEventId":4,"retryPolicy":{"maximumAttempts":1}}
            ActivityTaskStarted {"scheduledEventId":5,"identity":"conformance","attempt":1}
            ActivityTaskCompleted {"scheduledEventId":5,"startedEventId":6,"identity":"conformance","result":{"payloads":["out"]}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Poll_Activity_CarriesEverything()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.Input = Data.List("in");
            a.ScheduleToCloseTimeout = Data.Seconds(100);
            a.HeartbeatTimeout = Data.Seconds(20);
            a.Priority = new() { PriorityKey = 2 };
        }));
        var task = await NextActivityAsync();
        Subset.Matches(
            $$$$"""{"workflowNamespace":"{{{{Namespace}}}}","workflowType":{"name":"T"},"workflowExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"},"activityType":{"name":"A"},"activityId":"a","input":{"payloads":["in"]},"attempt":1,"scheduleToCloseTimeout":"100s","startToCloseTimeout":"30s","heartbeatTimeout":"20s","retryPolicy":{"maximumAttempts":1},"priority":{"priorityKey":2}}""",
            task);
        Assert.True(task.ScheduledTime <= task.StartedTime);
    }

    [Fact]
    public async Task Activity_Failed_WritesEvents()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await FailActivityAsync(await NextActivityAsync(), "no luck");
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            ActivityTaskScheduled
            ActivityTaskStarted {"attempt":1}
            ActivityTaskFailed {"scheduledEventId":5,"startedEventId":6,"failure":{"message":"no luck"},"identity":"conformance","retryState":"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Activity_Started_IsNotYetInHistory()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await NextActivityAsync();
        Assert.Equal(EventType.ActivityTaskScheduled, (await HistoryAsync(run))[^1].EventType);
        Subset.Matches(
            """{"pendingActivities":[{"activityId":"a","activityType":{"name":"A"},"state":"PENDING_ACTIVITY_STATE_STARTED","attempt":1,"lastWorkerIdentity":"conformance"}]}""",
            await DescribeAsync(run));
    }

    [Fact]
    public async Task Activity_Scheduled_IsPending()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        Subset.Matches("""{"pendingActivities":[{"activityId":"a","state":"PENDING_ACTIVITY_STATE_SCHEDULED","attempt":1,"maximumAttempts":1}]}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Retry_SecondAttempt_HasLastFailure()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1), MaximumAttempts = 3 }));
        await FailActivityAsync(await NextActivityAsync(), "first");
        var second = await NextActivityAsync();
        Assert.Equal(2, second.Attempt);
        await CompleteActivityAsync(second, "ok");
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            ActivityTaskScheduled
            ActivityTaskStarted {"attempt":2,"lastFailure":{"message":"first"}}
            ActivityTaskCompleted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Retry_BackingOff_IsPendingWithFailure()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(60), MaximumAttempts = 3 }));
        await FailActivityAsync(await NextActivityAsync(), "first");
        var answer = await DescribeAsync(run);
        Subset.Matches(
            """{"pendingActivities":[{"state":"PENDING_ACTIVITY_STATE_SCHEDULED","attempt":2,"maximumAttempts":3,"lastFailure":{"message":"first"}}]}""",
            answer);
        Assert.InRange(answer.PendingActivities[0].CurrentRetryInterval.ToTimeSpan().TotalSeconds, 59.9, 60.1);
        Assert.NotNull(answer.PendingActivities[0].NextAttemptScheduleTime);
    }

    [Fact]
    public async Task Retry_MaximumAttempts_Fails()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1), MaximumAttempts = 2 }));
        await FailActivityAsync(await NextActivityAsync(), "first");
        await FailActivityAsync(await NextActivityAsync(), "second");
        await NextTaskAsync();
        Subset.Matches(
            """{"failure":{"message":"second"},"retryState":"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED"}""",
            (await HistoryAsync(run))[6].ActivityTaskFailedEventAttributes);
    }

    [Theory]
    [InlineData("flag", "RETRY_STATE_NON_RETRYABLE_FAILURE")]
    [InlineData("type", "RETRY_STATE_NON_RETRYABLE_FAILURE")]
    public async Task Retry_NonRetryable_FailsAtOnce(string how, string state)
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { MaximumAttempts = 5, NonRetryableErrorTypes = { "Bad" } }));
        await FailActivityAsync(await NextActivityAsync(), "x", how == "flag", how == "type" ? "Bad" : "Other");
        await NextTaskAsync();
        Subset.Matches($$$$"""{"retryState":"{{{{state}}}}"}""", (await HistoryAsync(run))[6].ActivityTaskFailedEventAttributes);
    }

    [Fact]
    public async Task Retry_NextRetryDelay_IsUsed()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(100), MaximumAttempts = 3 }));
        var failure = Commands.Failure("later");
        failure.ApplicationFailureInfo.NextRetryDelay = Data.Seconds(0.1);
        await Service.RespondActivityTaskFailedAsync(
            new() { Namespace = Namespace, TaskToken = (await NextActivityAsync()).TaskToken, Failure = failure }, Rpc());
        Assert.Equal(2, (await NextActivityAsync()).Attempt);
        await TerminateAsync(run);
    }

    [Fact]
    public async Task Retry_DelayPastScheduleToClose_FailsAtOnce()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.ScheduleToCloseTimeout = Data.Seconds(5);
            a.RetryPolicy = new() { InitialInterval = Data.Seconds(60) };
        }));
        await FailActivityAsync(await NextActivityAsync(), "x");
        await NextTaskAsync();
        Subset.Matches("""{"retryState":"RETRY_STATE_TIMEOUT"}""", (await HistoryAsync(run))[6].ActivityTaskFailedEventAttributes);
    }

    [Theory]
    [InlineData(null, 0, "1s", 2.0, "100s")]
    [InlineData(3, 0, "1s", 2.0, "100s")]
    [InlineData(null, 2, "2s", 2.0, "200s")]
    public async Task Retry_Defaults_AreFilledIn(int? attempts, int initial, string expectedInitial, double coefficient, string maximum)
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.RetryPolicy = attempts is null && initial == 0 ? null : new();
            if (a.RetryPolicy is not null)
            {
                a.RetryPolicy.MaximumAttempts = attempts ?? 0;
                a.RetryPolicy.InitialInterval = initial == 0 ? null : Data.Seconds(initial);
            }
        }));
        Subset.Matches(
            $$$$"""{"retryPolicy":{"initialInterval":"{{{{expectedInitial}}}}","backoffCoefficient":{{{{coefficient}}}},"maximumInterval":"{{{{maximum}}}}"}}""",
            (await HistoryAsync(run))[4].ActivityTaskScheduledEventAttributes);
    }

    [Theory]
    [InlineData("scheduleToClose", 40, 0, 0, 40, 40, 40)]
    [InlineData("startToClose", 0, 0, 30, 0, 0, 30)]
    [InlineData("startToClose over scheduleToClose", 10, 0, 30, 10, 10, 10)]
    [InlineData("scheduleToStart", 0, 20, 30, 0, 20, 30)]
    public async Task Timeouts_Missing_AreFilledIn(string name, int scheduleToClose, int scheduleToStart, int startToClose, int close, int start, int run)
    {
        var execution = await StartAndCompleteAsync(Commands.Activity("a", Queue, a =>
        {
            a.ScheduleToCloseTimeout = Data.Seconds(scheduleToClose);
            a.ScheduleToStartTimeout = Data.Seconds(scheduleToStart);
            a.StartToCloseTimeout = Data.Seconds(startToClose);
        }));
        Assert.NotEmpty(name);
        Subset.Matches(
            $$$$"""{"scheduleToCloseTimeout":"{{{{close}}}}s","scheduleToStartTimeout":"{{{{start}}}}s","startToCloseTimeout":"{{{{run}}}}s"}""",
            (await HistoryAsync(execution))[4].ActivityTaskScheduledEventAttributes);
    }

    [Fact]
    public async Task Complete_Twice_IsNotFound()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var task = await NextActivityAsync();
        await CompleteActivityAsync(task);
        await FailsAsync(Code.NotFound, "activity", () => CompleteActivityAsync(task));
    }

    [Fact]
    public async Task Respond_AfterRunEnded_IsNotFound()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var task = await NextActivityAsync();
        await TerminateAsync(run);
        await FailsAsync(Code.NotFound, "workflow execution already completed", () => CompleteActivityAsync(task));
        await FailsAsync(Code.NotFound, "workflow execution already completed", () => FailActivityAsync(task));
        await FailsAsync(Code.NotFound, "workflow execution already completed", () => HeartbeatAsync(task));
    }

    [Theory]
    [InlineData("complete", "")]
    [InlineData("complete", "rubbish")]
    [InlineData("fail", "")]
    [InlineData("fail", "rubbish")]
    [InlineData("heartbeat", "")]
    [InlineData("heartbeat", "rubbish")]
    public Task Respond_BadToken_IsInvalidArgument(string call, string token)
    {
        var task = new PollActivityTaskQueueResponse { TaskToken = ByteString.CopyFromUtf8(token) };
        return FailsAsync(Code.InvalidArgument, token.Length == 0 ? "Task token not set on request." : "Error deserializing task token.", () => call switch
        {
            "complete" => CompleteActivityAsync(task),
            "fail" => FailActivityAsync(task),
            _ => HeartbeatAsync(task),
        });
    }

    [Fact]
    public async Task Activities_TwoInOneTask_RunBoth()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue), Commands.Activity("b", Queue));
        var first = await NextActivityAsync();
        var second = await NextActivityAsync();
        Assert.Equal(["a", "b"], new[] { first.ActivityId, second.ActivityId }.Order());
        await CompleteActivityAsync(second, "2");
        await CompleteActivityAsync(first, "1");
        await NextTaskAsync();
        var types = (await HistoryAsync(run)).Skip(4).Select(e => e.EventType);
        Assert.Equal(
            [
                EventType.ActivityTaskScheduled, EventType.ActivityTaskScheduled, EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted,
                EventType.WorkflowTaskScheduled, EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted, EventType.WorkflowTaskStarted,
            ],
            types);
    }

    [Fact]
    public async Task Activity_OnOtherQueue_GoesThere()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue + "-other"));
        Assert.Equal("a", (await NextActivityAsync(Queue + "-other")).ActivityId);
    }

    [Fact]
    public async Task Activity_Eager_ComesWithTheAnswer()
    {
        await StartAsync();
        var answer = await CompleteAsync(await NextTaskAsync(), Commands.Activity("a", Queue, a => a.RequestEagerExecution = true));
        var task = Assert.Single(answer.ActivityTasks);
        Assert.Equal(("a", 1), (task.ActivityId, task.Attempt));
        await CompleteActivityAsync(task, "eager");
        await NextTaskAsync();
    }

    [Fact]
    public async Task Activity_UserMetadata_IsOnScheduledEvent()
    {
        var command = Commands.Activity("a", Queue);
        command.UserMetadata = new() { Summary = Data.Json("sum") };
        var run = await StartAndCompleteAsync(command);
        Subset.Matches("""{"userMetadata":{"summary":"sum"}}""", (await HistoryAsync(run))[4]);
    }
}

using Temporalio.Api.Activity.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.WorkflowService.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Activities;

/// <summary>Activities that belong to no workflow.</summary>
public sealed class StandaloneTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Id { get; } = Unique("act");

    [Fact]
    public async Task Start_Completed_HasItsResult()
    {
        var run = await StartActivityAsync();
        var task = await NextActivityAsync();
        Assert.Equal((Id, run.RunId, 1), (task.ActivityId, task.ActivityRunId, task.Attempt));
        Assert.Empty(task.WorkflowExecution.WorkflowId);
        await CompleteActivityAsync(task, "done");
        Subset.Matches("""{"outcome":{"result":{"payloads":["done"]}}}""", await PollOutcomeAsync());
        Subset.Matches(
            """{"info":{"status":"ACTIVITY_EXECUTION_STATUS_COMPLETED","attempt":1,"stateTransitionCount":"3"},"input":{"payloads":["in"]}}""",
            await DescribeActivityAsync());
    }

    [Fact]
    public async Task Describe_Waiting_ShowsWhatWasAskedFor()
    {
        await StartActivityAsync(r => r.HeartbeatTimeout = Data.Seconds(5));
        Subset.Matches(
            $$$$"""
            {"info":{"activityId":"{{{{Id}}}}","activityType":{"name":"A"},"status":"ACTIVITY_EXECUTION_STATUS_RUNNING","runState":"PENDING_ACTIVITY_STATE_SCHEDULED",
            "taskQueue":"{{{{Queue}}}}","startToCloseTimeout":"30s","heartbeatTimeout":"5s","attempt":1,"closeTime":null,
            "retryPolicy":{"initialInterval":"1s","backoffCoefficient":2,"maximumInterval":"100s"} } }
            """,
            await DescribeActivityAsync());
    }

    [Fact]
    public async Task Start_SameRequestId_IsTheSameRun()
    {
        var request = Guid.NewGuid().ToString();
        var first = await StartActivityAsync(r => r.RequestId = request);
        var second = await StartActivityAsync(r => r.RequestId = request);
        Assert.Equal(first.RunId, second.RunId);
    }

    [Fact]
    public async Task Start_WhileRunning_IsAlreadyExists()
    {
        var first = await StartActivityAsync();
        var failure = await FailsAsync(Code.AlreadyExists, "activity execution already started", () => StartActivityAsync());
        Assert.Equal(first.RunId, Detail<ActivityExecutionAlreadyStartedFailure>(failure).RunId);
    }

    [Fact]
    public async Task Start_UseExisting_GivesTheRunningOne()
    {
        var first = await StartActivityAsync();
        var second = await StartActivityAsync(r => r.IdConflictPolicy = ActivityIdConflictPolicy.UseExisting);
        Assert.Equal((first.RunId, false), (second.RunId, second.Started));
    }

    [Fact]
    public async Task Start_RejectDuplicateAfterEnd_IsAlreadyExists()
    {
        await StartActivityAsync();
        await CompleteActivityAsync(await NextActivityAsync());
        await FailsAsync(
            Code.AlreadyExists,
            "activity execution already started",
            () => StartActivityAsync(r => r.IdReusePolicy = ActivityIdReusePolicy.RejectDuplicate));
    }

    [Fact]
    public async Task Start_WithoutTimeout_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "a valid StartToClose or ScheduleToCloseTimeout is not set",
        () => StartActivityAsync(r => r.StartToCloseTimeout = null));

    [Fact]
    public async Task Start_WithoutId_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "activityId is not set", () => StartActivityAsync(r => r.ActivityId = ""));

    [Fact]
    public async Task Start_WithoutType_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "activityType is not set", () => StartActivityAsync(r => r.ActivityType = null));

    [Fact]
    public async Task Fail_Retryable_ComesBackAsTheSecondAttempt()
    {
        await StartActivityAsync(r => r.RetryPolicy = new() { InitialInterval = Data.Seconds(0.05), MaximumAttempts = 2 });
        await FailActivityAsync(await NextActivityAsync(), "first");
        var second = await NextActivityAsync();
        Assert.Equal(2, second.Attempt);
        await FailActivityAsync(second, "last");
        Subset.Matches("""{"outcome":{"failure":{"message":"last"}}}""", await PollOutcomeAsync());
        Subset.Matches("""{"info":{"status":"ACTIVITY_EXECUTION_STATUS_FAILED","attempt":2}}""", await DescribeActivityAsync());
    }

    [Fact]
    public async Task Fail_NonRetryable_Ends()
    {
        await StartActivityAsync();
        await FailActivityAsync(await NextActivityAsync(), "no way", nonRetryable: true);
        Subset.Matches("""{"outcome":{"failure":{"message":"no way"}}}""", await PollOutcomeAsync());
    }

    [Fact]
    public async Task Cancel_Waiting_EndsAtOnce()
    {
        await StartActivityAsync();
        await CancelActivityAsync();
        Subset.Matches("""{"outcome":{"failure":{"message":"Activity canceled","canceledFailureInfo":{"details":{"payloads":["please"]}}}}}""", await PollOutcomeAsync());
        await FailsAsync(Code.FailedPrecondition, "", () => CancelActivityAsync());
    }

    [Fact]
    public async Task Cancel_Running_IsToldByHeartbeat()
    {
        await StartActivityAsync();
        var task = await NextActivityAsync();
        Assert.False((await HeartbeatAsync(task, 1)).CancelRequested);
        await CancelActivityAsync();
        Assert.True((await HeartbeatAsync(task, 2)).CancelRequested);
        Subset.Matches(
            """{"info":{"runState":"PENDING_ACTIVITY_STATE_CANCEL_REQUESTED","heartbeatDetails":{"payloads":[2]},"canceledReason":"please"}}""",
            await DescribeActivityAsync());
        await Service.RespondActivityTaskCanceledAsync(new() { Namespace = Namespace, TaskToken = task.TaskToken, Details = Data.List("gone"), Identity = "worker" }, Rpc());
        var outcome = await PollOutcomeAsync();
        Subset.Matches("""{"outcome":{"failure":{"canceledFailureInfo":{"details":{"payloads":["gone"]}}}}}""", outcome);
        Assert.Equal(Me, outcome.Outcome.Failure.CanceledFailureInfo.Identity);
        Subset.Matches("""{"info":{"status":"ACTIVITY_EXECUTION_STATUS_CANCELED","heartbeatDetails":{"payloads":[2]}}}""", await DescribeActivityAsync());
    }

    [Fact]
    public async Task Terminate_Running_EndsAtOnce()
    {
        await StartActivityAsync();
        var task = await NextActivityAsync();
        await Service.TerminateActivityExecutionAsync(new() { Namespace = Namespace, ActivityId = Id, Reason = "enough", Identity = Me, RequestId = "t" }, Rpc());
        Subset.Matches("""{"outcome":{"failure":{"message":"enough","terminatedFailureInfo":{}}}}""", await PollOutcomeAsync());
        await FailsAsync(Code.NotFound, "", () => CompleteActivityAsync(task));
    }

    [Fact]
    public async Task Timeout_NobodyPolls_IsTimedOut()
    {
        await StartActivityAsync(r => (r.ScheduleToStartTimeout, r.ScheduleToCloseTimeout) = (Data.Seconds(0.2), Data.Seconds(60)));
        Subset.Matches(
            """{"outcome":{"failure":{"message":"activity ScheduleToStart timeout","timeoutFailureInfo":{"timeoutType":"TIMEOUT_TYPE_SCHEDULE_TO_START"}}}}""",
            await PollOutcomeAsync());
        Subset.Matches("""{"info":{"status":"ACTIVITY_EXECUTION_STATUS_TIMED_OUT"}}""", await DescribeActivityAsync());
    }

    [Fact]
    public async Task CompleteById_NotStarted_IsNotFound()
    {
        await StartActivityAsync();
        await FailsAsync(Code.NotFound, "activity not found for ID", () => CompleteByIdAsync());
    }

    [Fact]
    public async Task CompleteById_Started_Ends()
    {
        await StartActivityAsync();
        await NextActivityAsync();
        await CompleteByIdAsync();
        Subset.Matches("""{"outcome":{"result":{"payloads":["by id"]}}}""", await PollOutcomeAsync());
    }

    [Fact]
    public async Task DescribeLongPoll_Change_IsSeen()
    {
        var run = await StartActivityAsync();
        var seen = await DescribeActivityAsync();
        var waiting = Service.DescribeActivityExecutionAsync(
            new() { Namespace = Namespace, ActivityId = Id, RunId = run.RunId, LongPollToken = seen.LongPollToken }, Rpc());
        await NextActivityAsync();
        Subset.Matches("""{"info":{"runState":"PENDING_ACTIVITY_STATE_STARTED"}}""", await waiting);
    }

    [Fact]
    public async Task Describe_Unknown_IsNotFound() => await FailsAsync(Code.NotFound, $"activity not found for ID: {Id}", DescribeActivityAsync);

    [Fact]
    public async Task ListAndCount_ByQueue_FindIt()
    {
        await StartActivityAsync();
        var query = $"TaskQueue = '{Queue}' AND ActivityType = 'A'";
        var list = await EventuallyAsync(
            () => Service.ListActivityExecutionsAsync(new() { Namespace = Namespace, Query = query }, Rpc()), a => a.Executions.Count == 1);
        Subset.Matches($$$"""{"executions":[{"activityId":"{{{Id}}}","status":"ACTIVITY_EXECUTION_STATUS_RUNNING","taskQueue":"{{{Queue}}}"}]}""", list);
        Assert.Equal(1, (await Service.CountActivityExecutionsAsync(new() { Namespace = Namespace, Query = query }, Rpc())).Count);
    }

    [Fact]
    public async Task Delete_Ended_IsGone()
    {
        await StartActivityAsync();
        await CompleteActivityAsync(await NextActivityAsync());
        await Service.DeleteActivityExecutionAsync(new() { Namespace = Namespace, ActivityId = Id }, Rpc());
        await EventuallyAsync(
            async () =>
            {
                try
                {
                    return await DescribeActivityAsync();
                }
                catch (Temporalio.Exceptions.RpcException e) when (e.Code == Code.NotFound)
                {
                    return null;
                }
            },
            a => a is null);
    }

    private Task<StartActivityExecutionResponse> StartActivityAsync(Action<StartActivityExecutionRequest>? change = null)
    {
        var request = new StartActivityExecutionRequest
        {
            Namespace = Namespace,
            ActivityId = Id,
            ActivityType = new() { Name = "A" },
            TaskQueue = new() { Name = Queue },
            StartToCloseTimeout = Data.Seconds(30),
            Input = Data.List("in"),
            Identity = Me,
            RequestId = Guid.NewGuid().ToString(),
        };
        change?.Invoke(request);
        return Service.StartActivityExecutionAsync(request, Rpc());
    }

    private Task<DescribeActivityExecutionResponse> DescribeActivityAsync() => Service.DescribeActivityExecutionAsync(
        new() { Namespace = Namespace, ActivityId = Id, IncludeInput = true, IncludeHeartbeatDetails = true }, Rpc());

    private async Task<PollActivityExecutionResponse> PollOutcomeAsync()
    {
        while (true)
        {
            var answer = await Service.PollActivityExecutionAsync(new() { Namespace = Namespace, ActivityId = Id }, Rpc());
            if (answer.Outcome is { ValueCase: not ActivityExecutionOutcome.ValueOneofCase.None })
            {
                return answer;
            }
        }
    }

    private Task CancelActivityAsync() => Service.RequestCancelActivityExecutionAsync(
        new() { Namespace = Namespace, ActivityId = Id, Reason = "please", Identity = Me, RequestId = Guid.NewGuid().ToString() }, Rpc());

    private Task CompleteByIdAsync() => Service.RespondActivityTaskCompletedByIdAsync(
        new() { Namespace = Namespace, ActivityId = Id, Result = Data.List("by id"), Identity = Me }, Rpc());
}

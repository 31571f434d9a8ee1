namespace BackgroundAgent.DevServer.Tests.Conformance.Activities;

/// <summary>Pause, unpause, reset and update of a pending activity.</summary>
public sealed class OptionsTests(ConformanceServer server) : ConformanceTest(server)
{
    private Execution Current => new() { WorkflowId = WorkflowId };

    private Task PauseAsync() => Service.PauseActivityAsync(new() { Namespace = Namespace, Execution = Current, Id = "a", Identity = Me, Reason = "r" }, Rpc());

    private Task UnpauseAsync(Action<UnpauseActivityRequest>? change = null)
    {
        var request = new UnpauseActivityRequest { Namespace = Namespace, Execution = Current, Id = "a", Identity = Me };
        change?.Invoke(request);
        return Service.UnpauseActivityAsync(request, Rpc());
    }

    [Fact]
    public async Task Pause_Scheduled_HoldsIt()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await PauseAsync();
        Subset.Matches("""{"pendingActivities":[{"state":"PENDING_ACTIVITY_STATE_PAUSED","paused":true}]}""", await DescribeAsync(run));
        var poll = await Service.PollActivityTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, Identity = Me }, Rpc(4));
        Assert.True(poll.TaskToken.IsEmpty);
        await UnpauseAsync();
        await CompleteActivityAsync(await NextActivityAsync());
    }

    [Fact]
    public async Task Pause_Scheduled_IsFoundByItsType()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await PauseAsync();
        Subset.Matches(
            """{"workflowExecutionInfo":{"searchAttributes":{"indexedFields":{"TemporalPauseInfo":["property:activityType=A"]}}}}""", await DescribeAsync(run));
        await EventuallyAsync(
            () => Service.CountWorkflowExecutionsAsync(
                new() { Namespace = Namespace, Query = $"WorkflowId='{WorkflowId}' AND TemporalPauseInfo = 'property:activityType=A'" }, Rpc()),
            answer => answer.Count == 1);
    }

    [Fact]
    public async Task UpdateOptions_UnknownPath_IsPassedOver()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var answer = await Service.UpdateActivityOptionsAsync(
            new()
            {
                Namespace = Namespace,
                Execution = Current,
                Id = "a",
                ActivityOptions = new() { TaskQueue = new() { Name = "other" }, HeartbeatTimeout = Data.Seconds(7) },
                UpdateMask = new() { Paths = { "task_queue_name", "heartbeat_timeout" } },
            },
            Rpc());
        Assert.Equal((Queue, 7), (answer.ActivityOptions.TaskQueue.Name, answer.ActivityOptions.HeartbeatTimeout.Seconds));
    }

    [Fact]
    public async Task Pause_Running_IsToldByHeartbeat()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.HeartbeatTimeout = Data.Seconds(60)));
        var task = await NextActivityAsync();
        await PauseAsync();
        Assert.True((await HeartbeatAsync(task)).ActivityPaused);
        Subset.Matches("""{"pendingActivities":[{"state":"PENDING_ACTIVITY_STATE_PAUSE_REQUESTED","paused":true}]}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Pause_RunningThenFails_WaitsForUnpause()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1) }));
        var task = await NextActivityAsync();
        await PauseAsync();
        await FailActivityAsync(task);
        Subset.Matches("""{"pendingActivities":[{"state":"PENDING_ACTIVITY_STATE_PAUSED","attempt":2}]}""", await DescribeAsync(run));
        await UnpauseAsync();
        Assert.Equal(2, (await NextActivityAsync()).Attempt);
    }

    [Fact]
    public async Task Unpause_ResetAttempts_BeginsAgain()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(0.1) }));
        var task = await NextActivityAsync();
        await PauseAsync();
        await FailActivityAsync(task);
        await UnpauseAsync(r => r.ResetAttempts = true);
        Assert.Equal(1, (await NextActivityAsync()).Attempt);
    }

    [Fact]
    public async Task Pause_ByType_Works()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await Service.PauseActivityAsync(new() { Namespace = Namespace, Execution = Current, Type = "A" }, Rpc());
        Subset.Matches("""{"pendingActivities":[{"paused":true}]}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Reset_BackingOff_RunsNowAsFirstAttempt()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(100) }));
        await FailActivityAsync(await NextActivityAsync());
        await Service.ResetActivityAsync(new() { Namespace = Namespace, Execution = Current, Id = "a", Identity = Me }, Rpc());
        Assert.Equal(1, (await NextActivityAsync()).Attempt);
    }

    [Fact]
    public async Task Reset_Heartbeat_ForgetsDetails()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue, a => a.RetryPolicy = new() { InitialInterval = Data.Seconds(100) }));
        var first = await NextActivityAsync();
        await HeartbeatAsync(first, "seen");
        await FailActivityAsync(first);
        await Service.ResetActivityAsync(new() { Namespace = Namespace, Execution = Current, Id = "a", ResetHeartbeat = true }, Rpc());
        Assert.Null((await NextActivityAsync()).HeartbeatDetails);
    }

    [Fact]
    public async Task Update_Timeouts_AreUsed()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        var answer = await Service.UpdateActivityOptionsAsync(
            new()
            {
                Namespace = Namespace,
                Execution = Current,
                Id = "a",
                ActivityOptions = new() { StartToCloseTimeout = Data.Seconds(77), HeartbeatTimeout = Data.Seconds(66) },
                UpdateMask = new() { Paths = { "start_to_close_timeout", "heartbeat_timeout" } },
            },
            Rpc());
        Subset.Matches("""{"activityOptions":{"startToCloseTimeout":"77s","heartbeatTimeout":"66s"}}""", answer);
        Subset.Matches("""{"pendingActivities":[{"activityOptions":{"startToCloseTimeout":"77s"}}]}""", await DescribeAsync(run));
    }

    [Fact]
    public async Task Update_TaskQueue_MovesIt()
    {
        await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await Service.UpdateActivityOptionsAsync(
            new()
            {
                Namespace = Namespace,
                Execution = Current,
                Id = "a",
                ActivityOptions = new() { TaskQueue = new() { Name = Queue + "-b" } },
                UpdateMask = new() { Paths = { "task_queue.name" } },
            },
            Rpc());
        Assert.Equal("a", (await NextActivityAsync(Queue + "-b")).ActivityId);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("unpause")]
    [InlineData("reset")]
    [InlineData("update")]
    public async Task Call_UnknownActivity_IsNotFound(string call)
    {
        await StartAndCompleteAsync(Commands.Timer("t", 60));
        await FailsAsync(Code.NotFound, "Can't find pending activity with such ID. Invalid activityID or activity already completed", () => call switch
        {
            "pause" => PauseAsync(),
            "unpause" => UnpauseAsync(),
            "reset" => Service.ResetActivityAsync(new() { Namespace = Namespace, Execution = Current, Id = "a" }, Rpc()),
            _ => Service.UpdateActivityOptionsAsync(
                new() { Namespace = Namespace, Execution = Current, Id = "a", ActivityOptions = new(), UpdateMask = new() { Paths = { "heartbeat_timeout" } } }, Rpc()),
        });
    }

    [Fact]
    public async Task Pause_WithoutIdOrType_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "Either",
        () => Service.PauseActivityAsync(new() { Namespace = Namespace, Execution = Current }, Rpc()));
}

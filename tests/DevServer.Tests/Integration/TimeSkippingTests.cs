using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TestService.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using static Temporalio.Exceptions.RpcException;
using Cmd = BackgroundAgent.DevServer.Tests.Conformance.Commands;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>Time as the Java test server moves it: past timers, not past what a worker has in hand.</summary>
public sealed class TimeSkippingTests : IAsyncLifetime
{
    private EmbeddedServer? _server;
    private TemporalClient? _client;

    private WorkflowService Service => _client!.WorkflowService;

    private TestService Time => _client!.Connection.TestService;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedServer.StartAsync(new EmbeddedServerOptions { TimeSkipping = true }, TestContext.Current.CancellationToken);
        _client = await TemporalClient.ConnectAsync(new(_server.Address));
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Timer_Unlocked_FiresAtOnce()
    {
        var before = await NowAsync();
        await StartAsync(Cmd.Timer("t", 3600));
        await Time.UnlockTimeSkippingAsync(new());
        var task = await NextTaskAsync();
        Assert.Equal(EventType.TimerFired, task.History.Events[^3].EventType);
        Assert.InRange(await NowAsync() - before, TimeSpan.FromSeconds(3600), TimeSpan.FromSeconds(3700));
    }

    [Fact]
    public async Task Timer_Locked_Waits()
    {
        var before = await NowAsync();
        await StartAsync(Cmd.Timer("t", 3600));
        Assert.True((await PollAsync(seconds: 2.3)).TaskToken.IsEmpty);
        Assert.InRange(await NowAsync() - before, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Activity_NobodyPolls_TimesOutAtOnce()
    {
        await Time.UnlockTimeSkippingAsync(new());
        await StartAsync(Cmd.Activity("a", "nobody", a => (a.ScheduleToStartTimeout, a.ScheduleToCloseTimeout) = (
            Duration.FromTimeSpan(TimeSpan.FromHours(5)), Duration.FromTimeSpan(TimeSpan.FromHours(9)))));
        var task = await NextTaskAsync();
        var timedOut = Assert.Single(task.History.Events, e => e.EventType == EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes;
        Assert.Equal(TimeoutType.ScheduleToStart, timedOut.Failure.TimeoutFailureInfo.TimeoutType);
    }

    [Fact]
    public async Task Activity_Started_HoldsTime()
    {
        await Time.UnlockTimeSkippingAsync(new());
        var before = await NowAsync();
        var polling = Service.PollActivityTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "q" }, Identity = "me" });
        await StartAsync(Cmd.Activity("a", "q"), Cmd.Timer("t", 3600));
        var activity = await polling;
        Assert.True((await PollAsync(seconds: 2.3)).TaskToken.IsEmpty);
        Assert.InRange(await NowAsync() - before, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        await Service.RespondActivityTaskCompletedAsync(new() { Namespace = "default", TaskToken = activity.TaskToken });
        await CompleteAsync(await NextTaskAsync());
        Assert.Contains((await NextTaskAsync()).History.Events, e => e.EventType == EventType.TimerFired);
    }

    [Fact]
    public async Task Locks_AreCounted()
    {
        await Time.LockTimeSkippingAsync(new());
        await StartAsync(Cmd.Timer("t", 3600));
        await Time.UnlockTimeSkippingAsync(new());
        Assert.True((await PollAsync(seconds: 2.3)).TaskToken.IsEmpty);
        await Time.UnlockTimeSkippingAsync(new());
        Assert.False((await PollAsync(seconds: 20)).TaskToken.IsEmpty);
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => Time.UnlockTimeSkippingAsync(new()))).Code);
    }

    [Fact]
    public async Task UnlockWithSleep_MovesTimeAndLocksAgain()
    {
        var before = await NowAsync();
        await Time.UnlockTimeSkippingWithSleepAsync(new SleepRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromDays(2)) });
        var after = await NowAsync();
        Assert.InRange(after - before, TimeSpan.FromDays(2), TimeSpan.FromDays(2.1));
        await StartAsync(Cmd.Timer("t", 3600));
        Assert.True((await PollAsync(seconds: 2.3)).TaskToken.IsEmpty);
    }

    [Fact]
    public async Task UnlockWithSleep_InsideAnActivity_PassesItsHeartbeatTimeout()
    {
        await Time.UnlockTimeSkippingAsync(new());
        await StartAsync(Cmd.Activity("a", "q", a => (a.HeartbeatTimeout, a.RetryPolicy) = (Duration.FromTimeSpan(TimeSpan.FromSeconds(20)), new() { MaximumAttempts = 1 })));
        var before = await NowAsync();
        await Service.PollActivityTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "q" }, Identity = "me" });
        await Time.UnlockTimeSkippingWithSleepAsync(new SleepRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(40)) });
        var task = await NextTaskAsync();
        var timedOut = Assert.Single(task.History.Events, e => e.EventType == EventType.ActivityTaskTimedOut).ActivityTaskTimedOutEventAttributes;
        Assert.Equal(TimeoutType.Heartbeat, timedOut.Failure.TimeoutFailureInfo.TimeoutType);
        Assert.InRange(await NowAsync() - before, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task SleepUntil_Unlocked_IsThereAtOnce()
    {
        await Time.UnlockTimeSkippingAsync(new());
        var until = await NowAsync() + TimeSpan.FromDays(1);
        await Time.SleepUntilAsync(new() { Timestamp = Timestamp.FromDateTimeOffset(until) });
        Assert.InRange(await NowAsync(), until, until.AddMinutes(5));
    }

    private async Task<DateTimeOffset> NowAsync() => (await Time.GetCurrentTimeAsync(new Empty())).Time.ToDateTimeOffset();

    private async Task StartAsync(params Temporalio.Api.Command.V1.Command[] commands)
    {
        await Service.StartWorkflowExecutionAsync(new()
        {
            Namespace = "default",
            WorkflowId = "w",
            WorkflowType = new() { Name = "T" },
            TaskQueue = new() { Name = "q" },
            RequestId = Guid.NewGuid().ToString(),
        });
        await CompleteAsync(await NextTaskAsync(), commands);
    }

    private async Task<PollWorkflowTaskQueueResponse> NextTaskAsync()
    {
        var task = await PollAsync(seconds: 20);
        Assert.False(task.TaskToken.IsEmpty, "no workflow task came");
        return task;
    }

    /// <summary>A poll ends half a second before its caller would give up.</summary>
    private Task<PollWorkflowTaskQueueResponse> PollAsync(double seconds) => Service.PollWorkflowTaskQueueAsync(
        new() { Namespace = "default", TaskQueue = new() { Name = "q" }, Identity = "me" },
        new RpcOptions { Timeout = TimeSpan.FromSeconds(seconds), Retry = false });

    private Task CompleteAsync(PollWorkflowTaskQueueResponse task, params Temporalio.Api.Command.V1.Command[] commands) =>
        Service.RespondWorkflowTaskCompletedAsync(new() { Namespace = "default", TaskToken = task.TaskToken, Commands = { commands } });
}

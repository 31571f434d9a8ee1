namespace BackgroundAgent.DevServer.Tests.Conformance.WorkflowTasks;

/// <summary>Sticky queues: partial histories to the worker that knows the run, everything to the others.</summary>
public sealed class StickyTests(ConformanceServer server) : ConformanceTest(server)
{
    private string StickyQueue => Queue + "-sticky";

    [Fact]
    public async Task Sticky_NextTask_HasOnlyNewEvents()
    {
        var run = await StickyRunAsync();
        var poll = PollStickyAsync();
        await PollerKnownAsync();
        await SignalAsync();
        var task = await poll;
        Assert.Equal((7L, 3L), (task.StartedEventId, task.PreviousStartedEventId));
        Assert.Equal([4, 5, 6, 7], task.History.Events.Select(e => e.EventId));
        Subset.Matches($$$$"""{"name":"{{{{Queue}}}}"}""", task.WorkflowExecutionTaskQueue);
        await CompleteAsync(task, Commands.Complete());
        await HistoryIsAsync(run, $$$$"""
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionSignaled
            WorkflowTaskScheduled {"taskQueue":{"name":"{{{{StickyQueue}}}}","kind":"TASK_QUEUE_KIND_STICKY","normalName":"{{{{Queue}}}}"}}
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionCompleted
            """);
    }

    [Fact]
    public async Task Sticky_NobodyPolls_FallsBackToNormal()
    {
        var run = await StickyRunAsync(scheduleToStart: 1);
        await PollStickyOnceAsync();
        await SignalAsync();
        var task = await NextTaskAsync();
        Assert.Equal(1, task.History.Events[0].EventId);
        await CompleteAsync(task, Commands.Complete());
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await HistoryAsync(run))[^1].EventType);
    }

    [Fact]
    public async Task Sticky_NeverPolled_FallsBackAtOnce()
    {
        await StickyRunAsync(scheduleToStart: 60);
        await SignalAsync();
        Assert.Equal(1, (await NextTaskAsync()).History.Events[0].EventId);
    }

    [Fact]
    public async Task ResetSticky_NextTaskGoesToNormal()
    {
        var run = await StickyRunAsync(scheduleToStart: 60);
        await Service.ResetStickyTaskQueueAsync(new() { Namespace = Namespace, Execution = run }, Rpc());
        await SignalAsync();
        Assert.Equal(1, (await NextTaskAsync()).History.Events[0].EventId);
    }

    [Fact]
    public async Task ResetSticky_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound,
        "workflow not found",
        () => Service.ResetStickyTaskQueueAsync(new() { Namespace = Namespace, Execution = new() { WorkflowId = WorkflowId } }, Rpc()));

    [Fact]
    public async Task Sticky_FailedTask_GoesBackToNormal()
    {
        await StickyRunAsync(scheduleToStart: 60);
        var poll = PollStickyAsync();
        await PollerKnownAsync();
        await SignalAsync();
        await FailTaskAsync(await poll);
        var task = await NextTaskAsync();
        Assert.Equal((1, 1L), (task.Attempt, task.History.Events[0].EventId));
    }

    [Fact]
    public async Task ShutdownWorker_StickyTasksGoToNormal()
    {
        await StickyRunAsync(scheduleToStart: 60);
        await PollStickyOnceAsync();
        await Service.ShutdownWorkerAsync(new() { Namespace = Namespace, StickyTaskQueue = StickyQueue, Identity = Me, Reason = "bye" }, Rpc());
        await SignalAsync();
        Assert.Equal(1, (await NextTaskAsync()).History.Events[0].EventId);
    }

    private async Task<Execution> StickyRunAsync(double scheduleToStart = 10)
    {
        var run = await StartAsync();
        await CompleteAsync(await NextTaskAsync(), r => r.StickyAttributes = new()
        {
            WorkerTaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = Queue },
            ScheduleToStartTimeout = Data.Seconds(scheduleToStart),
        });
        return run;
    }

    private async Task<PollWorkflowTaskQueueResponse> PollStickyAsync()
    {
        var task = await PollAsync(change: r => r.TaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = Queue });
        Assert.False(task.TaskToken.IsEmpty, "no sticky task came");
        return task;
    }

    /// <summary>Makes the sticky queue known as polled a moment ago, without a task.</summary>
    private Task PollStickyOnceAsync() => PollAsync(
        seconds: 2.5,
        change: r => r.TaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = Queue });

    /// <summary>Without a poller a sticky task goes elsewhere at once, so the poll must have arrived first.</summary>
    private Task PollerKnownAsync() => EventuallyAsync(
        () => Service.DescribeTaskQueueAsync(
            new()
            {
                Namespace = Namespace,
                TaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = Queue },
                TaskQueueType = TaskQueueType.Workflow,
            },
            Rpc()),
        answer => answer.Pollers.Count == 1);
}

namespace BackgroundAgent.DevServer.Tests.Conformance.WorkflowTasks;

public sealed class TimerTests(ConformanceServer server) : ConformanceTest(server)
{
    [Fact]
    public async Task Timer_Fires_WritesEvents()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 0.2));
        await NextTaskAsync();
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            TimerStarted {"timerId":"t","startToFireTimeout":"0.200s","workflowTaskCompletedEventId":4}
            TimerFired {"timerId":"t","startedEventId":5}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Timer_NeverFiresEarly()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 0.7));
        await NextTaskAsync();
        var events = await HistoryAsync(run);
        Assert.True(events[5].EventTime.ToDateTime() - events[4].EventTime.ToDateTime() >= TimeSpan.FromSeconds(0.7));
    }

    [Fact]
    public async Task Timers_FireInOrder()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("late", 2.5), Commands.Timer("early", 0.1));
        await CompleteAsync(await NextTaskAsync());
        await NextTaskAsync();
        var fired = (await HistoryAsync(run)).Where(e => e.EventType == EventType.TimerFired).Select(e => e.TimerFiredEventAttributes.TimerId);
        Assert.Equal(["early", "late"], fired);
    }

    [Fact]
    public async Task Timer_Canceled_WritesEvent()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelTimer("t"));
        Subset.Matches("""{"timerId":"t","startedEventId":5,"workflowTaskCompletedEventId":9,"identity":"conformance"}""", (await HistoryAsync(run))[^1].TimerCanceledEventAttributes);
    }

    [Fact]
    public async Task Timer_StartedAndCanceledInOneTask_WritesBoth()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60), Commands.CancelTimer("t"));
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            TimerStarted
            TimerCanceled
            """);
    }

    [Fact]
    public async Task Timer_IdAgainAfterCancel_IsAllowed()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60), Commands.CancelTimer("t"), Commands.Timer("t", 60));
        Assert.Equal(2, (await HistoryAsync(run)).Count(e => e.EventType == EventType.TimerStarted));
    }

    [Fact]
    public async Task Timer_FiredWhileTaskIsOut_IsBuffered()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 0.3));
        await SignalAsync();
        var task = await NextTaskAsync();
        await Task.Delay(1500, TestContext.Current.CancellationToken); // the genuine server may be a second late
        await CompleteAsync(task);
        var types = (await HistoryAsync(run)).Skip(8).Select(e => e.EventType).ToList();
        Assert.Equal([EventType.WorkflowTaskCompleted, EventType.TimerFired, EventType.WorkflowTaskScheduled], types);
    }

    [Fact]
    public async Task Timer_CanceledWhileItsFiringIsBuffered_IsCanceled()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 0.3));
        await SignalAsync();
        var task = await NextTaskAsync();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        await CompleteAsync(task, Commands.CancelTimer("t"));
        var types = (await HistoryAsync(run)).Skip(8).Select(e => e.EventType).ToList();
        Assert.Equal([EventType.WorkflowTaskCompleted, EventType.TimerCanceled], types.Take(2));
        Assert.DoesNotContain(EventType.TimerFired, types);
    }

    [Fact]
    public async Task Timers_Two_FireTogetherInOneTask()
    {
        await StartAndCompleteAsync(Commands.Timer("a", 0.3), Commands.Timer("b", 0.3));
        var task = await NextTaskAsync();
        Assert.Equal(2, task.History.Events.Count(e => e.EventType == EventType.TimerFired));
    }
}

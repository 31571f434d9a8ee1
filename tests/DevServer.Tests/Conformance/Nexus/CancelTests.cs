namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Cancelling operations.</summary>
public sealed class CancelTests(ConformanceServer server) : NexusTest(server)
{
    [Fact]
    public async Task Cancel_Started_AsksTheHandler()
    {
        var run = await StartedCallAsync(a => a.NexusHeader["h"] = "v");
        await CompleteAsync(await NextTaskAsync(), RequestCancel(5));

        var task = await NextNexusAsync();
        await AcceptCancelAsync(task);

        var cancel = task.Request.CancelOperation;
        Assert.Equal(("S", "O", "token", "v"), (cancel.Service, cancel.Operation, cancel.OperationToken, task.Request.Header["h"]));
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            NexusOperationCancelRequested {"scheduledEventId":5,"workflowTaskCompletedEventId":9}
            NexusOperationCancelRequestCompleted {"scheduledEventId":5,"requestedEventId":10}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
        var events = await HistoryAsync(run);
        Assert.True(events[10].WorkerMayIgnore);
        var pending = await PendingAsync(run, _ => true);
        Assert.Equal(
            (PendingNexusOperationState.Started, NexusOperationCancellationState.Succeeded, 1),
            (pending.State, pending.CancellationInfo.State, pending.CancellationInfo.Attempt));
        Assert.NotNull(pending.CancellationInfo.RequestedTime);
    }

    [Fact]
    public async Task Cancel_NotStarted_WaitsForTheStart()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAndCompleteAsync(Schedule(endpoint), RequestCancel(5));
        var start = await NextNexusAsync();
        Assert.NotNull(start.Request.StartOperation);
        Assert.Equal(NexusOperationCancellationState.Unspecified, (await PendingAsync(run, _ => true)).CancellationInfo.State);

        await StartedAsync(start);

        var cancel = await NextNexusAsync();
        Assert.Equal("token", cancel.Request.CancelOperation.OperationToken);
        await AcceptCancelAsync(cancel);
        await EventuallyAsync(() => HistoryAsync(run), h => h.Any(e => e.EventType == EventType.NexusOperationCancelRequestCompleted));
    }

    [Fact]
    public async Task Cancel_HandlerRefuses_IsRecorded()
    {
        var run = await StartedCallAsync();
        await CompleteAsync(await NextTaskAsync(), RequestCancel(5));

        await RefuseAsync(await NextNexusAsync(), "NOT_FOUND");

        await NextTaskAsync();
        Subset.Matches(
            """{"scheduledEventId":5,"requestedEventId":10,"failure":{"message":"not now","nexusHandlerFailureInfo":{"type":"NOT_FOUND"}}}""",
            (await HistoryAsync(run))[10].NexusOperationCancelRequestFailedEventAttributes);
        Assert.Equal(NexusOperationCancellationState.Failed, (await PendingAsync(run, _ => true)).CancellationInfo.State);
    }

    [Fact]
    public async Task Cancel_HandlerBusy_IsTriedAgain()
    {
        var run = await StartedCallAsync();
        await CompleteAsync(await NextTaskAsync(), RequestCancel(5));
        await RefuseAsync(await NextNexusAsync(), "UNAVAILABLE");

        var pending = await PendingAsync(run, p => p.CancellationInfo.Attempt == 1);
        Assert.Equal("UNAVAILABLE", pending.CancellationInfo.LastAttemptFailure.NexusHandlerFailureInfo.Type);
        await AcceptCancelAsync(await NextNexusAsync());

        await NextTaskAsync();
        Assert.Equal(EventType.NexusOperationCancelRequestCompleted, (await HistoryAsync(run))[10].EventType);
    }

    [Fact]
    public async Task Cancel_EndIsBuffered_IsRecorded()
    {
        var run = await CallAsync();
        var nexus = await NextNexusAsync();
        await SignalAsync();
        var task = await NextTaskAsync();
        await SucceedAsync(nexus, "out");
        await EventuallyAsync(() => DescribeAsync(run), d => d.PendingNexusOperations.Count == 0);

        await CompleteAsync(task, RequestCancel(5));

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            WorkflowExecutionSignaled
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            NexusOperationCancelRequested {"scheduledEventId":5}
            NexusOperationCompleted {"scheduledEventId":5}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    private async Task<Execution> StartedCallAsync(Action<Temporalio.Api.Command.V1.ScheduleNexusOperationCommandAttributes>? change = null)
    {
        var run = await CallAsync(change);
        await StartedAsync(await NextNexusAsync());
        return run;
    }
}

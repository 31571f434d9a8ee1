namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Reading histories: pages, backwards, long polls, the close-event filter.</summary>
public sealed class HistoryTests(ConformanceServer server) : ConformanceTest(server)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task History_InPages_IsWhole(int size)
    {
        var run = await SignaledRunAsync();
        var ids = new List<long>();
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = run, MaximumPageSize = size };
        do
        {
            var page = await Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
            ids.AddRange(page.History.Events.Select(e => e.EventId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), ids);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task History_Reverse_IsBackwards(int size)
    {
        var run = await SignaledRunAsync();
        var ids = new List<long>();
        var request = new GetWorkflowExecutionHistoryReverseRequest { Namespace = Namespace, Execution = run, MaximumPageSize = size };
        do
        {
            var page = await Service.GetWorkflowExecutionHistoryReverseAsync(request, Rpc());
            ids.AddRange(page.History.Events.Select(e => e.EventId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(Enumerable.Range(1, 8).Select(i => 9L - i), ids);
    }

    [Fact]
    public async Task History_LongPoll_GetsNewEvents()
    {
        var run = await StartAsync();
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = run, WaitNewEvent = true };
        var page = await Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
        Assert.Equal(2, page.History.Events.Count);
        Assert.False(page.NextPageToken.IsEmpty);
        request.NextPageToken = page.NextPageToken;
        var next = Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
        await SignalAsync();
        Assert.Equal(EventType.WorkflowExecutionSignaled, Assert.Single((await next).History.Events).EventType);
    }

    [Fact]
    public async Task History_LongPoll_EndsWithTheRun()
    {
        var run = await StartAsync();
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = run, WaitNewEvent = true };
        request.NextPageToken = (await Service.GetWorkflowExecutionHistoryAsync(request, Rpc())).NextPageToken;
        var next = Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
        await TerminateAsync(run);
        var page = await next;
        Assert.Equal(EventType.WorkflowExecutionTerminated, page.History.Events[^1].EventType);
        Assert.True(page.NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task History_CloseEvent_WaitsForIt()
    {
        var run = await StartAsync();
        var close = CloseEventAsync(run);
        await CompleteAsync(await NextTaskAsync(), Commands.Complete("end"));
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await close).EventType);
    }

    [Fact]
    public async Task History_CloseEventOfClosedRun_IsAtOnce()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        var page = await Service.GetWorkflowExecutionHistoryAsync(
            new() { Namespace = Namespace, Execution = run, HistoryEventFilterType = HistoryEventFilterType.CloseEvent }, Rpc());
        Assert.Equal(5, Assert.Single(page.History.Events).EventId);
    }

    [Fact]
    public async Task History_CloseEventOfOpenRunWithoutWait_IsNothing()
    {
        var run = await StartAsync();
        var page = await Service.GetWorkflowExecutionHistoryAsync(
            new() { Namespace = Namespace, Execution = run, HistoryEventFilterType = HistoryEventFilterType.CloseEvent }, Rpc());
        Assert.Empty(page.History.Events);
    }

    [Fact]
    public async Task History_BadToken_IsInvalidArgument()
    {
        var run = await StartAsync();
        await FailsAsync(Code.InvalidArgument, "Invalid NextPageToken.", () => Service.GetWorkflowExecutionHistoryAsync(
            new() { Namespace = Namespace, Execution = run, NextPageToken = Google.Protobuf.ByteString.CopyFromUtf8("rubbish") }, Rpc()));
    }

    [Fact]
    public async Task History_TokenOfOtherRun_IsInvalidArgument()
    {
        var run = await StartAsync();
        var page = await Service.GetWorkflowExecutionHistoryAsync(new() { Namespace = Namespace, Execution = run, MaximumPageSize = 1, WaitNewEvent = true }, Rpc());
        await FailsAsync(Code.InvalidArgument, "RunId in the request does not match the NextPageToken.", () => Service.GetWorkflowExecutionHistoryAsync(
            new() { Namespace = Namespace, Execution = new() { WorkflowId = WorkflowId, RunId = Guid.NewGuid().ToString() }, NextPageToken = page.NextPageToken }, Rpc()));
    }

    [Fact]
    public async Task History_OfOldRun_StaysReadable()
    {
        var first = await StartAndCompleteAsync(Commands.ContinueAsNew(Queue));
        Assert.Equal(EventType.WorkflowExecutionContinuedAsNew, (await HistoryAsync(first))[^1].EventType);
        Assert.Equal(EventType.WorkflowExecutionStarted, (await HistoryAsync(new() { WorkflowId = WorkflowId }))[0].EventType);
    }

    [Fact]
    public async Task Events_HaveRisingTimesAndTaskIds()
    {
        var events = await HistoryAsync(await SignaledRunAsync());
        Assert.Equal(events.Select(e => e.TaskId).Order(), events.Select(e => e.TaskId));
        Assert.Equal(events.Select(e => e.EventTime.ToDateTime()).Order(), events.Select(e => e.EventTime.ToDateTime()));
        Assert.All(events, e => Assert.True(e.TaskId > 0));
    }

    private async Task<Execution> SignaledRunAsync()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await SignalAsync();
        await NextTaskAsync();
        return run;
    }
}

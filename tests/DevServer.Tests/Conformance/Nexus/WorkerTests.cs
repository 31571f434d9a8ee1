using NexusRpc.Handlers;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Caller and handler in a worker of the SDK.</summary>
public sealed class WorkerTests(ConformanceServer server) : NexusTest(server)
{
    [Fact]
    public async Task Sync_Operation_GivesItsResult()
    {
        var (handle, result) = await RunAsync("Greet", "you");

        Assert.Equal("Hello, you", await result());
        await EventsAreAsync(handle, "NexusOperationScheduled NexusOperationCompleted");
    }

    [Fact]
    public async Task Workflow_Operation_GivesItsResult()
    {
        var (handle, result) = await RunAsync("Work", "it");

        Assert.Equal("it is done", await result());
        await EventsAreAsync(handle, "NexusOperationScheduled NexusOperationStarted NexusOperationCompleted");
        var started = (await handle.FetchHistoryAsync()).Events.Single(e => e.EventType == EventType.NexusOperationStarted);
        var link = Assert.Single(started.Links).WorkflowEvent;
        Assert.Equal((1L, EventType.WorkflowExecutionStarted), (link.EventRef.EventId, link.EventRef.EventType));
        var callback = Assert.Single(
            (await EventuallyAsync(
                () => DescribeAsync(new() { WorkflowId = link.WorkflowId, RunId = link.RunId }), d => d.Callbacks.All(c => c.State == CallbackState.Succeeded))).Callbacks);
        Assert.Equal("temporal://system", callback.Callback.Nexus.Url);
    }

    [Theory]
    [InlineData("failed", typeof(ApplicationFailureException), "NexusOperationFailed")]
    [InlineData("canceled", typeof(CanceledFailureException), "NexusOperationCanceled")]
    [InlineData("handler", typeof(HandlerException), "NexusOperationFailed")]
    public async Task Refused_Operation_SaysWhy(string how, Type expected, string last)
    {
        var (handle, result) = await RunAsync("Refuse", how);

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(result);
        Assert.IsType(expected, Assert.IsType<NexusOperationFailureException>(failure.InnerException).InnerException);
        await EventsAreAsync(handle, "NexusOperationScheduled " + last);
    }

    [Fact]
    public async Task Workflow_Canceled_CancelsTheOperationsWorkflow()
    {
        var (handle, result) = await RunAsync("Work", "for ever", async handle =>
        {
            await EventuallyAsync(() => handle.FetchHistoryAsync(), h => h.Events.Any(e => e.EventType == EventType.NexusOperationStarted));
            await handle.CancelAsync();

            // Else the end of the work and the handler's answer to the request would race to the server.
            var history = await EventuallyAsync(() => handle.FetchHistoryAsync(), h => h.Events.Any(e => e.EventType == EventType.NexusOperationCancelRequestCompleted));
            var work = Assert.Single(history.Events.Single(e => e.EventType == EventType.NexusOperationStarted).Links).WorkflowEvent.WorkflowId;
            await Server.Client.GetWorkflowHandle<WorkWorkflow>(work).SignalAsync(workflow => workflow.EndAsync());
        });

        Assert.IsType<CanceledFailureException>((await Assert.ThrowsAsync<WorkflowFailedException>(result)).InnerException);
        await EventsAreAsync(
            handle,
            "NexusOperationScheduled NexusOperationStarted NexusOperationCancelRequested NexusOperationCancelRequestCompleted NexusOperationCanceled");
    }

    [Fact]
    public async Task History_OfACaller_ReplaysOnItsWorkflow()
    {
        var (handle, result) = await RunAsync("Work", "it");
        await result();

        var replayed = await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<CallWorkflow>()).ReplayWorkflowAsync(await handle.FetchHistoryAsync());

        Assert.Null(replayed.ReplayFailure);
    }

    /// <summary>Runs the caller to its end and gives a way to look at its result.</summary>
    private async Task<(WorkflowHandle Handle, Func<Task<string>> Result)> RunAsync(string operation, string input, Func<WorkflowHandle, Task>? meanwhile = null)
    {
        var endpoint = await EndpointAsync();
        using var worker = new TemporalWorker(
            Server.Client,
            new TemporalWorkerOptions(HandlerQueue).AddNexusService(new GreeterHandler()).AddWorkflow<WorkWorkflow>().AddWorkflow<CallWorkflow>());
        return await worker.ExecuteAsync(async () =>
        {
            var handle = await Server.Client.StartWorkflowAsync(
                (CallWorkflow workflow) => workflow.RunAsync(endpoint.Spec.Name, operation, input), new(WorkflowId, HandlerQueue));
            if (meanwhile is not null)
            {
                await meanwhile(handle);
            }

            var result = handle.GetResultAsync();
            await Task.WhenAny(result);
            return ((WorkflowHandle)handle, (Func<Task<string>>)(() => result));
        });
    }

    /// <summary>The events about operations, in order.</summary>
    private static async Task EventsAreAsync(WorkflowHandle handle, string expected) => Assert.Equal(
        expected,
        string.Join(' ', (await handle.FetchHistoryAsync()).Events.Select(e => e.EventType.ToString()).Where(t => t.StartsWith("Nexus", StringComparison.Ordinal))));
}

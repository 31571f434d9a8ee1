using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Gateway.Signals;
using BackgroundAgent.TestKit.Temporal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace BackgroundAgent.Gateway.Tests;

public sealed class TemporalTaskSignalsTests(TemporalServerFixture server) : IClassFixture<TemporalServerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReportCi_SameDeliveryTwice_ReachesHistoryOnce()
    {
        var (taskId, handle) = await StartAsync();
        var signals = Signals(server.Client);
        var report = new CiEvent("delivery-1", "c0ffee");

        Assert.Equal(SignalOutcome.Accepted, await signals.ReportCiAsync(taskId, report, Cancel));
        Assert.Equal(SignalOutcome.Accepted, await signals.ReportCiAsync(taskId, report, Cancel));
        Assert.Equal(SignalOutcome.Accepted, await signals.ReportCiAsync(taskId, report with { DeliveryId = "delivery-2" }, Cancel));

        var history = await handle.FetchHistoryAsync();
        var received = history.Events.Where(entry => entry.EventType == EventType.WorkflowExecutionSignaled).Select(entry => entry.WorkflowExecutionSignaledEventAttributes).ToList();
        Assert.Equal(["ci-reported", "ci-reported"], received.Select(signal => signal.SignalName));
        Assert.Contains("\"c0ffee\"", received[0].Input.Payloads_[0].Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportCi_NoSuchTaskOrAFinishedOne_IsToldApart()
    {
        var (taskId, handle) = await StartAsync();
        await handle.TerminateAsync();
        var signals = Signals(server.Client);
        var report = new CiEvent("delivery-1", "c0ffee");

        Assert.Equal(SignalOutcome.TaskFinished, await signals.ReportCiAsync(taskId, report, Cancel));
        Assert.Equal(SignalOutcome.UnknownTask, await signals.ReportCiAsync("never-started", report, Cancel));
        Assert.True(await signals.IsReachableAsync(Cancel));
    }

    [Fact]
    public async Task ReportCi_NobodyListens_IsUnavailable()
    {
        var signals = Signals(TemporalClient.CreateLazy(new("127.0.0.1:1")));

        Assert.Equal(SignalOutcome.Unavailable, await signals.ReportCiAsync("t-1", new CiEvent("d", "c"), Cancel));
        Assert.False(await signals.IsReachableAsync(Cancel));
    }

    private static TemporalTaskSignals Signals(ITemporalClient client)
        => new(client, Options.Create(new GatewayOptions { AnswerWithin = TimeSpan.FromSeconds(5) }), NullLogger<TemporalTaskSignals>.Instance);

    private async Task<(string TaskId, WorkflowHandle Handle)> StartAsync()
    {
        var taskId = $"g-{Guid.NewGuid():n}";
        var handle = await server.Client.StartWorkflowAsync("AgentTask", [], new(Naming.WorkflowId(taskId), $"nobody-{taskId}"));
        return (taskId, handle);
    }
}

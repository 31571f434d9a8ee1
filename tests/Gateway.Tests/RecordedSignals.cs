using System.Collections.Concurrent;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Gateway.Signals;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>Remembers what would have been signalled.</summary>
internal sealed class RecordedSignals : ITaskSignals
{
    public ConcurrentQueue<(string Task, CiEvent Report)> Sent { get; } = new();

    public SignalOutcome Outcome { get; set; } = SignalOutcome.Accepted;

    public Task<SignalOutcome> ReportCiAsync(string taskId, CiEvent report, CancellationToken cancellationToken)
    {
        Sent.Enqueue((taskId, report));
        return Task.FromResult(Outcome);
    }

    public ConcurrentQueue<ForgeCommand> Commands { get; } = new();

    public Task<SignalOutcome> StartCommandAsync(ForgeCommand command, CancellationToken cancellationToken)
    {
        Commands.Enqueue(command);
        return Task.FromResult(Outcome);
    }

    public Task<bool> IsReachableAsync(CancellationToken cancellationToken) => Task.FromResult(Outcome != SignalOutcome.Unavailable);
}

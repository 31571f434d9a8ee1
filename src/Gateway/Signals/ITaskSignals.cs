using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Commands;

namespace BackgroundAgent.Gateway.Signals;

/// <summary>Brings verified events to the tasks they are about.</summary>
public interface ITaskSignals
{
    /// <summary>Signals that CI has news. The delivery id makes it once: a repeated one is accepted and changes nothing.</summary>
    Task<SignalOutcome> ReportCiAsync(string taskId, CiEvent report, CancellationToken cancellationToken);

    /// <summary>Has somebody look at what a person said. The same thing said again is accepted and changes nothing.</summary>
    Task<SignalOutcome> StartCommandAsync(ForgeCommand command, CancellationToken cancellationToken);

    /// <summary>Whether signals could be delivered now.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellationToken);
}

public enum SignalOutcome
{
    /// <summary>The task has it.</summary>
    Accepted,

    /// <summary>There is no such task.</summary>
    UnknownTask,

    /// <summary>The task has ended.</summary>
    TaskFinished,

    /// <summary>Nobody could be asked; try again later.</summary>
    Unavailable,
}

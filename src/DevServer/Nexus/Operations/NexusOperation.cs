using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>A pending Nexus operation of a run: scheduled ⇄ backing off → started.</summary>
internal sealed class NexusOperation(long scheduledId, NexusOperationScheduledEventAttributes attributes, DateTimeOffset scheduledTime)
{
    public long ScheduledId { get; } = scheduledId;

    public NexusOperationScheduledEventAttributes Attributes { get; } = attributes;

    public DateTimeOffset ScheduledTime { get; } = scheduledTime;

    /// <summary>What the handler called it; empty until it is started.</summary>
    public string Token { get; set; } = "";

    public DateTimeOffset? StartedTime { get; set; }

    /// <summary>The requests that start it.</summary>
    public RequestAttempts Start { get; } = new();

    public NexusCancellation? Cancellation { get; set; }

    public bool IsStarted => StartedTime is not null;

    public PendingNexusOperationState State => IsStarted ? PendingNexusOperationState.Started
        : Start.IsBackingOff ? PendingNexusOperationState.BackingOff : PendingNexusOperationState.Scheduled;

    /// <summary>The timeout that comes first, and when.</summary>
    public (TimeoutType Type, DateTimeOffset? Due) Timeout
    {
        get
        {
            var close = After(ScheduledTime, Attributes.ScheduleToCloseTimeout);
            var other = IsStarted ? After(StartedTime!.Value, Attributes.StartToCloseTimeout) : After(ScheduledTime, Attributes.ScheduleToStartTimeout);
            return other is not null && (close is null || other <= close)
                ? (IsStarted ? TimeoutType.StartToClose : TimeoutType.ScheduleToStart, other)
                : (TimeoutType.ScheduleToClose, close);
        }
    }

    public DateTimeOffset? Deadline =>
        ProtoTime.Earliest(ProtoTime.Earliest(Timeout.Due, IsStarted ? null : Start.NextTime), Cancellation?.Requests.NextTime);

    public static DateTimeOffset? After(DateTimeOffset from, Duration? timeout) =>
        timeout.ToSpan() is var span && span > TimeSpan.Zero ? from + span : null;
}

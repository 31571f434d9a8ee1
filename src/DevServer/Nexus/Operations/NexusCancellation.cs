namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>A request to cancel an operation. It waits for the operation to start: before that there is no token to send.</summary>
internal sealed class NexusCancellation(long requestedId)
{
    public long RequestedId { get; } = requestedId;

    /// <summary>When it could first be sent.</summary>
    public DateTimeOffset? RequestedTime { get; private set; }

    public RequestAttempts Requests { get; } = new();

    /// <summary>Delivered or refused: nothing more is sent.</summary>
    public NexusOperationCancellationState? Outcome { get; private set; }

    public bool CanBeSent => RequestedTime is not null && Outcome is null && !Requests.IsBackingOff;

    public NexusOperationCancellationState State => Outcome
        ?? (RequestedTime is null ? NexusOperationCancellationState.Unspecified
            : Requests.IsBackingOff ? NexusOperationCancellationState.BackingOff : NexusOperationCancellationState.Scheduled);

    public void Schedule(DateTimeOffset now) => RequestedTime ??= now;

    public void Succeed(DateTimeOffset now)
    {
        Requests.Done(now);
        Outcome = NexusOperationCancellationState.Succeeded;
    }

    public void Fail(DateTimeOffset now, Failure failure)
    {
        Requests.Done(now, failure);
        Outcome = NexusOperationCancellationState.Failed;
    }
}

using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>What the description of a run shows of a pending operation.</summary>
internal static class OperationDescription
{
    public static PendingNexusOperationInfo Describe(NexusOperation operation)
    {
        var attributes = operation.Attributes;
        return new PendingNexusOperationInfo
        {
            Endpoint = attributes.Endpoint,
            Service = attributes.Service,
            Operation = attributes.Operation,
            OperationId = operation.Token,
            OperationToken = operation.Token,
            ScheduledEventId = operation.ScheduledId,
            ScheduleToCloseTimeout = attributes.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = attributes.ScheduleToStartTimeout,
            StartToCloseTimeout = attributes.StartToCloseTimeout,
            ScheduledTime = operation.ScheduledTime.ToProto(),
            State = operation.State,
            Attempt = operation.Start.Count,
            LastAttemptCompleteTime = operation.Start.LastTime.ToProto(),
            LastAttemptFailure = operation.Start.LastFailure,
            NextAttemptScheduleTime = operation.Start.NextTime.ToProto(),
            CancellationInfo = Cancellation(operation.Cancellation),
        };
    }

    private static NexusOperationCancellationInfo? Cancellation(NexusCancellation? cancellation) => cancellation is null ? null : new()
    {
        RequestedTime = cancellation.RequestedTime.ToProto(),
        State = cancellation.State,
        Attempt = cancellation.Requests.Count,
        LastAttemptCompleteTime = cancellation.Requests.LastTime.ToProto(),
        LastAttemptFailure = cancellation.Requests.LastFailure,
        NextAttemptScheduleTime = cancellation.Requests.NextTime.ToProto(),
    };
}

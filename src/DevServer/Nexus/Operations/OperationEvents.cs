namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>The events of an operation's life.</summary>
internal static class OperationEvents
{
    public static HistoryEvent Started(NexusOperation operation, string token, IEnumerable<Link> links, Timestamp? time)
    {
        var e = new HistoryEvent
        {
            EventType = EventType.NexusOperationStarted,
            EventTime = time,
            NexusOperationStartedEventAttributes = new()
            {
                ScheduledEventId = operation.ScheduledId,
                OperationToken = token,
                OperationId = token,
                RequestId = operation.Attributes.RequestId,
            },
        };
        e.Links.Add(links);
        return e;
    }

    public static HistoryEvent Completed(NexusOperation operation, Payload? result, IEnumerable<Link> links)
    {
        var e = new HistoryEvent
        {
            EventType = EventType.NexusOperationCompleted,
            NexusOperationCompletedEventAttributes = new()
            {
                ScheduledEventId = operation.ScheduledId,
                Result = result,
                RequestId = operation.Attributes.RequestId,
            },
        };
        e.Links.Add(links);
        return e;
    }

    public static HistoryEvent Failed(NexusOperation operation, Failure cause) => new()
    {
        EventType = EventType.NexusOperationFailed,
        NexusOperationFailedEventAttributes = new()
        {
            ScheduledEventId = operation.ScheduledId,
            Failure = Unsuccessful(operation, cause),
            RequestId = operation.Attributes.RequestId,
        },
    };

    public static HistoryEvent Canceled(NexusOperation operation, Failure cause) => new()
    {
        EventType = EventType.NexusOperationCanceled,
        NexusOperationCanceledEventAttributes = new()
        {
            ScheduledEventId = operation.ScheduledId,
            Failure = Unsuccessful(operation, AsCanceled(cause)),
            RequestId = operation.Attributes.RequestId,
        },
    };

    public static HistoryEvent TimedOut(NexusOperation operation, TimeoutType type) => new()
    {
        EventType = EventType.NexusOperationTimedOut,
        NexusOperationTimedOutEventAttributes = new()
        {
            ScheduledEventId = operation.ScheduledId,
            Failure = Unsuccessful(operation, new Failure
            {
                Message = "operation timed out",
                TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = type },
            }),
            RequestId = operation.Attributes.RequestId,
        },
    };

    /// <summary>The scheduled event id of the operation this event ends; null when it is none of these.</summary>
    public static long? EndedOperation(HistoryEvent e) => e.EventType switch
    {
        EventType.NexusOperationCompleted => e.NexusOperationCompletedEventAttributes.ScheduledEventId,
        EventType.NexusOperationFailed => e.NexusOperationFailedEventAttributes.ScheduledEventId,
        EventType.NexusOperationCanceled => e.NexusOperationCanceledEventAttributes.ScheduledEventId,
        EventType.NexusOperationTimedOut => e.NexusOperationTimedOutEventAttributes.ScheduledEventId,
        _ => null,
    };

    /// <summary>Start and end of an operation, which hold in a run that was reset as well.</summary>
    public static (long ScheduledId, string RequestId)? ProgressOf(HistoryEvent e) => e.EventType switch
    {
        EventType.NexusOperationStarted => (e.NexusOperationStartedEventAttributes.ScheduledEventId, e.NexusOperationStartedEventAttributes.RequestId),
        EventType.NexusOperationCompleted => (e.NexusOperationCompletedEventAttributes.ScheduledEventId, e.NexusOperationCompletedEventAttributes.RequestId),
        EventType.NexusOperationFailed => (e.NexusOperationFailedEventAttributes.ScheduledEventId, e.NexusOperationFailedEventAttributes.RequestId),
        EventType.NexusOperationCanceled => (e.NexusOperationCanceledEventAttributes.ScheduledEventId, e.NexusOperationCanceledEventAttributes.RequestId),
        EventType.NexusOperationTimedOut => (e.NexusOperationTimedOutEventAttributes.ScheduledEventId, e.NexusOperationTimedOutEventAttributes.RequestId),
        _ => null,
    };

    private static Failure Unsuccessful(NexusOperation operation, Failure cause) => new()
    {
        Message = "nexus operation completed unsuccessfully",
        NexusOperationExecutionFailureInfo = new NexusOperationFailureInfo
        {
            Endpoint = operation.Attributes.Endpoint,
            Service = operation.Attributes.Service,
            Operation = operation.Attributes.Operation,
            OperationToken = operation.Token,
            OperationId = operation.Token,
            ScheduledEventId = operation.ScheduledId,
        },
        Cause = cause,
    };

    /// <summary>Handlers of older SDKs cancel with an ordinary failure.</summary>
    private static Failure AsCanceled(Failure cause) => cause.CanceledFailureInfo is not null ? cause : new Failure
    {
        Message = cause.Message,
        StackTrace = cause.StackTrace,
        Cause = cause.Cause,
        CanceledFailureInfo = new CanceledFailureInfo(),
    };
}

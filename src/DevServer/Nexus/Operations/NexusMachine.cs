using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>The Nexus operations of a run, by their scheduled event. Requests to handlers are made outside, as effects.</summary>
internal sealed partial class NexusMachine(Run run)
{
    private readonly Dictionary<long, NexusOperation> _pending = [];

    public IReadOnlyCollection<NexusOperation> Pending => _pending.Values;

    /// <summary>A request is under way or the handler is at work. An operation that waits for its next attempt lets time pass.</summary>
    public bool IsBusy => _pending.Count > 0 && _pending.Values.Any(o => o.State != PendingNexusOperationState.BackingOff);

    public DateTimeOffset? Deadline => _pending.Count == 0 ? null : _pending.Values.Select(o => o.Deadline).Aggregate(ProtoTime.Earliest);

    public NexusOperation? Find(long scheduledId) => _pending.GetValueOrDefault(scheduledId);

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.NexusOperationScheduled:
                _pending[e.EventId] = new NexusOperation(e.EventId, e.NexusOperationScheduledEventAttributes, e.EventTime.ToDateTimeOffset());
                break;
            case EventType.NexusOperationStarted:
                ApplyStarted(e);
                break;
            case EventType.NexusOperationCancelRequested:
                ApplyCancelRequested(e);
                break;
            case EventType.NexusOperationCancelRequestCompleted:
                Find(e.NexusOperationCancelRequestCompletedEventAttributes.ScheduledEventId)?.Cancellation?.Succeed(e.EventTime.ToDateTimeOffset());
                break;
            case EventType.NexusOperationCancelRequestFailed:
                var failed = e.NexusOperationCancelRequestFailedEventAttributes;
                Find(failed.ScheduledEventId)?.Cancellation?.Fail(e.EventTime.ToDateTimeOffset(), failed.Failure);
                break;
            default:
                if (OperationEvents.EndedOperation(e) is { } ended)
                {
                    _pending.Remove(ended);
                }

                break;
        }
    }

    public void Schedule(NexusOperationScheduledEventAttributes attributes)
    {
        var e = run.Add(new HistoryEvent { EventType = EventType.NexusOperationScheduled, NexusOperationScheduledEventAttributes = attributes });
        run.Add(new Effect(EffectKind.StartNexusOperation, e.EventId));
    }

    /// <summary>Of an operation whose end is buffered nothing is left but the event.</summary>
    public void RequestCancel(long scheduledId, long completedId)
    {
        run.Add(new HistoryEvent
        {
            EventType = EventType.NexusOperationCancelRequested,
            NexusOperationCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledId, WorkflowTaskCompletedEventId = completedId },
        });
        if (Find(scheduledId)?.Cancellation is { CanBeSent: true })
        {
            run.Add(new Effect(EffectKind.CancelNexusOperation, scheduledId));
        }
    }

    /// <summary>The caller wakes the workflow, when it has recorded all that has happened.</summary>
    public void Start(NexusOperation operation, string token, IEnumerable<Link> links, Timestamp? time = null)
    {
        run.Add(OperationEvents.Started(operation, token, links, time));
        if (operation.Cancellation is { CanBeSent: true })
        {
            run.Add(new Effect(EffectKind.CancelNexusOperation, operation.ScheduledId));
        }
    }

    public void Complete(NexusOperation operation, Payload? result, IEnumerable<Link> links) => End(OperationEvents.Completed(operation, result, links));

    public void Fail(NexusOperation operation, Failure cause) => End(OperationEvents.Failed(operation, cause));

    public void Cancel(NexusOperation operation, Failure cause) => End(OperationEvents.Canceled(operation, cause));

    public void TimeOut(NexusOperation operation, TimeoutType type) => End(OperationEvents.TimedOut(operation, type));

    /// <summary>An attempt failed; there will be another one.</summary>
    public void PutOff(RequestAttempts requests, Failure failure, RetryPause pause)
    {
        requests.PutOff(run.Now, failure, pause);
        run.MarkDirty();
    }

    public void CancelDelivered(NexusOperation operation)
    {
        run.Add(new HistoryEvent
        {
            EventType = EventType.NexusOperationCancelRequestCompleted,
            NexusOperationCancelRequestCompletedEventAttributes = new()
            {
                ScheduledEventId = operation.ScheduledId,
                RequestedEventId = operation.Cancellation!.RequestedId,
            },
        });
        run.WakeWorkflow();
    }

    public void CancelRefused(NexusOperation operation, Failure failure)
    {
        run.Add(new HistoryEvent
        {
            EventType = EventType.NexusOperationCancelRequestFailed,
            NexusOperationCancelRequestFailedEventAttributes = new()
            {
                ScheduledEventId = operation.ScheduledId,
                RequestedEventId = operation.Cancellation!.RequestedId,
                Failure = failure,
            },
        });
        run.WakeWorkflow();
    }

    public void FireDue(DateTimeOffset now)
    {
        foreach (var operation in _pending.Values.Where(o => o.Deadline <= now).OrderBy(o => o.ScheduledId).ToList())
        {
            if (operation.Timeout is { Due: { } due, Type: var type } && due <= now)
            {
                TimeOut(operation, type);
                continue;
            }

            Resume(operation, now);
        }
    }

    private void Resume(NexusOperation operation, DateTimeOffset now)
    {
        if (!operation.IsStarted && operation.Start.NextTime <= now)
        {
            operation.Start.Resume();
            run.MarkDirty();
            run.Add(new Effect(EffectKind.StartNexusOperation, operation.ScheduledId));
        }

        if (operation.Cancellation is { } cancellation && cancellation.Requests.NextTime <= now)
        {
            cancellation.Requests.Resume();
            run.MarkDirty();
            run.Add(new Effect(EffectKind.CancelNexusOperation, operation.ScheduledId));
        }
    }

    private void End(HistoryEvent e)
    {
        run.Add(e);
        run.WakeWorkflow();
    }

    private void ApplyStarted(HistoryEvent e)
    {
        var started = e.NexusOperationStartedEventAttributes;
        if (Find(started.ScheduledEventId) is not { } operation)
        {
            return;
        }

        var time = e.EventTime.ToDateTimeOffset();
        operation.Token = started.OperationToken;
        operation.StartedTime = time;
        operation.Start.Done(time);
        operation.Cancellation?.Schedule(time);
    }

    private void ApplyCancelRequested(HistoryEvent e)
    {
        if (Find(e.NexusOperationCancelRequestedEventAttributes.ScheduledEventId) is not { } operation)
        {
            return;
        }

        operation.Cancellation = new NexusCancellation(e.EventId);
        if (operation.IsStarted)
        {
            operation.Cancellation.Schedule(e.EventTime.ToDateTimeOffset());
        }
    }
}

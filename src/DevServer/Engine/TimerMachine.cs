namespace BackgroundAgent.DevServer.Engine;

/// <summary>User timers: started → fired or cancelled.</summary>
internal sealed class TimerMachine(Run run)
{
    private readonly Dictionary<string, PendingTimer> _pending = [];

    public IReadOnlyCollection<PendingTimer> Pending => _pending.Values;

    public DateTimeOffset? Deadline => _pending.Count == 0 ? null : _pending.Values.Min(t => t.Due);

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.TimerStarted:
                var started = e.TimerStartedEventAttributes;
                _pending[started.TimerId] = new PendingTimer(
                    started.TimerId, e.EventId, e.EventTime.ToDateTimeOffset() + started.StartToFireTimeout.ToSpan());
                break;
            case EventType.TimerFired:
                _pending.Remove(e.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.TimerCanceled:
                _pending.Remove(e.TimerCanceledEventAttributes.TimerId);
                break;
            default:
                break;
        }
    }

    public void Start(StartTimerCommandAttributes command, long completedId)
    {
        if (command.TimerId.Length == 0)
        {
            throw new BadCommandException(WorkflowTaskFailedCause.BadStartTimerAttributes, "TimerId is not set on StartTimerCommand.");
        }

        if (command.StartToFireTimeout.IsNegative())
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadStartTimerAttributes,
                $"An invalid StartToFireTimeout is set on StartTimerCommand: negative duration. TimerId={command.TimerId}");
        }

        if (command.StartToFireTimeout is null)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadStartTimerAttributes, $"StartToFireTimeout is not set on StartTimerCommand. TimerId={command.TimerId}");
        }

        if (_pending.ContainsKey(command.TimerId))
        {
            throw new BadCommandException(WorkflowTaskFailedCause.StartTimerDuplicateId, "StartTimerDuplicateId");
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.TimerStarted,
            TimerStartedEventAttributes = new()
            {
                TimerId = command.TimerId,
                StartToFireTimeout = command.StartToFireTimeout,
                WorkflowTaskCompletedEventId = completedId,
            },
        });
    }

    public void Cancel(CancelTimerCommandAttributes command, long completedId, string identity)
    {
        if (command.TimerId.Length == 0)
        {
            throw new BadCommandException(WorkflowTaskFailedCause.BadCancelTimerAttributes, "TimerId is not set on CancelTimerCommand.");
        }

        long startedId;
        if (_pending.TryGetValue(command.TimerId, out var timer))
        {
            startedId = timer.StartedId;
        }
        else if (run.Buffered.FirstOrDefault(e => Fires(e, command.TimerId)) is { } fired)
        {
            // The timer fired while the task ran: the worker has not seen that, so the firing never happened.
            startedId = fired.TimerFiredEventAttributes.StartedEventId;
            run.RemoveBuffered(e => Fires(e, command.TimerId));
        }
        else
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadCancelTimerAttributes, $"invalid history builder state for action: add-timer-canceled-event, timer {command.TimerId}");
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.TimerCanceled,
            TimerCanceledEventAttributes = new()
            {
                TimerId = command.TimerId,
                StartedEventId = startedId,
                WorkflowTaskCompletedEventId = completedId,
                Identity = identity,
            },
        });
    }

    public void FireDue(DateTimeOffset now)
    {
        foreach (var timer in _pending.Values.Where(t => t.Due <= now).OrderBy(t => t.Due).ThenBy(t => t.StartedId).ToList())
        {
            run.Add(new HistoryEvent
            {
                EventType = EventType.TimerFired,
                TimerFiredEventAttributes = new() { TimerId = timer.Id, StartedEventId = timer.StartedId },
            });
        }

        run.WakeWorkflow();
    }

    private static bool Fires(HistoryEvent e, string timerId) =>
        e.EventType == EventType.TimerFired && e.TimerFiredEventAttributes.TimerId == timerId;

    internal readonly record struct PendingTimer(string Id, long StartedId, DateTimeOffset Due);
}

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Children: initiated → started (or failed to start) → closed.</summary>
internal sealed class ChildMachine(Run run)
{
    private readonly Dictionary<long, Child> _pending = [];
    private readonly Dictionary<long, long> _startedNumbers = [];

    public IReadOnlyCollection<Child> Pending => _pending.Values;

    public Child? Find(long initiatedId) => _pending.GetValueOrDefault(initiatedId);

    public long StartedNumber(long initiatedId) => _startedNumbers.GetValueOrDefault(initiatedId);

    public void NumberStarted(long initiatedId, long eventId)
    {
        _startedNumbers[initiatedId] = eventId;
        if (Find(initiatedId) is { } child)
        {
            child.StartedId = eventId;
        }
    }

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.StartChildWorkflowExecutionInitiated:
                _pending[e.EventId] = new Child(e.EventId, e.StartChildWorkflowExecutionInitiatedEventAttributes) { Metadata = e.UserMetadata };
                break;
            case EventType.StartChildWorkflowExecutionFailed:
                _pending.Remove(e.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionStarted:
                ApplyStarted(e);
                break;
            case EventType.ChildWorkflowExecutionCompleted:
                _pending.Remove(e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionFailed:
                _pending.Remove(e.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                _pending.Remove(e.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                _pending.Remove(e.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionTerminated:
                _pending.Remove(e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId);
                break;
            default:
                break;
        }
    }

    public void Initiate(StartChildWorkflowExecutionInitiatedEventAttributes attributes)
    {
        var e = run.Add(new HistoryEvent
        {
            EventType = EventType.StartChildWorkflowExecutionInitiated,
            StartChildWorkflowExecutionInitiatedEventAttributes = attributes,
        });
        run.Add(new Effect(EffectKind.StartChild, e.EventId));
    }

    public void Started(long initiatedId, string runId)
    {
        if (Find(initiatedId) is not { IsStarted: false } child)
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.ChildWorkflowExecutionStarted,
            ChildWorkflowExecutionStartedEventAttributes = new()
            {
                InitiatedEventId = initiatedId,
                Namespace = child.Attributes.Namespace,
                NamespaceId = child.Attributes.NamespaceId,
                WorkflowExecution = new WorkflowExecution { WorkflowId = child.Attributes.WorkflowId, RunId = runId },
                WorkflowType = child.Attributes.WorkflowType,
                Header = child.Attributes.Header,
            },
        });
        run.WakeWorkflow();
    }

    public void FailedToStart(long initiatedId, StartChildWorkflowExecutionFailedCause cause)
    {
        if (Find(initiatedId) is not { IsStarted: false } child)
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.StartChildWorkflowExecutionFailed,
            StartChildWorkflowExecutionFailedEventAttributes = new()
            {
                InitiatedEventId = initiatedId,
                Namespace = child.Attributes.Namespace,
                NamespaceId = child.Attributes.NamespaceId,
                WorkflowId = child.Attributes.WorkflowId,
                WorkflowType = child.Attributes.WorkflowType,
                Control = child.Attributes.Control,
                Cause = cause,
                WorkflowTaskCompletedEventId = child.Attributes.WorkflowTaskCompletedEventId,
            },
        });
        run.WakeWorkflow();
    }

    /// <summary>Records how a started child ended; nothing when that is known already.</summary>
    public void Closed(long initiatedId, string runId, HistoryEvent closing)
    {
        if (Find(initiatedId) is not { } child)
        {
            return;
        }

        if (!child.IsStarted)
        {
            Started(initiatedId, runId);
        }

        run.Add(ChildClosing.ToParentEvent(child, closing));
        run.WakeWorkflow();
    }

    private void ApplyStarted(HistoryEvent e)
    {
        var started = e.ChildWorkflowExecutionStartedEventAttributes;
        if (Find(started.InitiatedEventId) is { } child)
        {
            child.IsStarted = true;
            child.StartedId = e.EventId;
            child.RunId = started.WorkflowExecution.RunId;
        }

        if (e.EventId != 0)
        {
            _startedNumbers[started.InitiatedEventId] = e.EventId;
        }
    }
}

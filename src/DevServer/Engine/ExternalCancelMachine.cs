namespace BackgroundAgent.DevServer.Engine;

/// <summary>Cancel requests to other workflows: initiated → requested or failed.</summary>
internal sealed class ExternalCancelMachine(Run run)
{
    private readonly Dictionary<long, RequestCancelExternalWorkflowExecutionInitiatedEventAttributes> _pending = [];

    public IReadOnlyDictionary<long, RequestCancelExternalWorkflowExecutionInitiatedEventAttributes> Pending => _pending;

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.RequestCancelExternalWorkflowExecutionInitiated:
                _pending[e.EventId] = e.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                _pending.Remove(e.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                _pending.Remove(e.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            default:
                break;
        }
    }

    public void Initiate(RequestCancelExternalWorkflowExecutionCommandAttributes command, string @namespace, long completedId)
    {
        if (command.WorkflowId.Length == 0)
        {
            throw Bad("WorkflowId is not set on RequestCancelExternalWorkflowExecutionCommand.");
        }

        if (command.RunId.Length > 0 && !Guid.TryParse(command.RunId, out _))
        {
            throw Bad($"Invalid RunId set on RequestCancelExternalWorkflowExecutionCommand. WorkflowId={command.WorkflowId} RunId={command.RunId}");
        }

        if (_pending.Count >= Limits.PendingOfAKind)
        {
            throw new BadCommandException(WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded, "the number of pending external cancel requests is at its limit");
        }

        var e = run.Add(new HistoryEvent
        {
            EventType = EventType.RequestCancelExternalWorkflowExecutionInitiated,
            RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedId,
                Namespace = @namespace,
                WorkflowExecution = new WorkflowExecution { WorkflowId = command.WorkflowId, RunId = command.RunId },
                Control = command.Control,
                ChildWorkflowOnly = command.ChildWorkflowOnly,
                Reason = command.Reason,
            },
        });
        run.Add(new Effect(EffectKind.CancelExternal, e.EventId));
    }

    public void Succeed(long initiatedId)
    {
        if (!_pending.TryGetValue(initiatedId, out var initiated))
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.ExternalWorkflowExecutionCancelRequested,
            ExternalWorkflowExecutionCancelRequestedEventAttributes = new()
            {
                InitiatedEventId = initiatedId,
                Namespace = initiated.Namespace,
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
            },
        });
        run.WakeWorkflow();
    }

    public void Fail(long initiatedId, CancelExternalWorkflowExecutionFailedCause cause)
    {
        if (!_pending.TryGetValue(initiatedId, out var initiated))
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.RequestCancelExternalWorkflowExecutionFailed,
            RequestCancelExternalWorkflowExecutionFailedEventAttributes = new()
            {
                Cause = cause,
                WorkflowTaskCompletedEventId = initiated.WorkflowTaskCompletedEventId,
                Namespace = initiated.Namespace,
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
                InitiatedEventId = initiatedId,
                Control = initiated.Control,
            },
        });
        run.WakeWorkflow();
    }

    private static BadCommandException Bad(string message) => new(WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes, message);
}

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Signals to other workflows: initiated → signaled or failed.</summary>
internal sealed class ExternalSignalMachine(Run run)
{
    private readonly Dictionary<long, SignalExternalWorkflowExecutionInitiatedEventAttributes> _pending = [];

    public IReadOnlyDictionary<long, SignalExternalWorkflowExecutionInitiatedEventAttributes> Pending => _pending;

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.SignalExternalWorkflowExecutionInitiated:
                _pending[e.EventId] = e.SignalExternalWorkflowExecutionInitiatedEventAttributes;
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                _pending.Remove(e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId);
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                _pending.Remove(e.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            default:
                break;
        }
    }

    public void Initiate(SignalExternalWorkflowExecutionCommandAttributes command, string @namespace, long completedId)
    {
        if (command.Execution is not { WorkflowId.Length: > 0 })
        {
            throw Bad("WorkflowId is not set on SignalExternalWorkflowExecutionCommand.");
        }

        if (command.SignalName.Length == 0)
        {
            throw Bad($"SignalName is not set on SignalExternalWorkflowExecutionCommand. WorkflowId={command.Execution.WorkflowId}");
        }

        if (command.Execution.RunId.Length > 0 && !Guid.TryParse(command.Execution.RunId, out _))
        {
            throw Bad($"Invalid RunId set on SignalExternalWorkflowExecutionCommand. WorkflowId={command.Execution.WorkflowId} RunId={command.Execution.RunId}");
        }

        if (_pending.Count >= Limits.PendingOfAKind)
        {
            throw new BadCommandException(WorkflowTaskFailedCause.PendingSignalsLimitExceeded, "the number of pending external signals is at its limit");
        }

        var e = run.Add(new HistoryEvent
        {
            EventType = EventType.SignalExternalWorkflowExecutionInitiated,
            SignalExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedId,
                Namespace = @namespace,
                WorkflowExecution = command.Execution,
                SignalName = command.SignalName,
                Input = command.Input,
                Control = command.Control,
                ChildWorkflowOnly = command.ChildWorkflowOnly,
                Header = command.Header,
            },
        });
        run.Add(new Effect(EffectKind.SignalExternal, e.EventId));
    }

    public void Succeed(long initiatedId)
    {
        if (!_pending.TryGetValue(initiatedId, out var initiated))
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.ExternalWorkflowExecutionSignaled,
            ExternalWorkflowExecutionSignaledEventAttributes = new()
            {
                InitiatedEventId = initiatedId,
                Namespace = initiated.Namespace,
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
                Control = initiated.Control,
            },
        });
        run.WakeWorkflow();
    }

    public void Fail(long initiatedId, SignalExternalWorkflowExecutionFailedCause cause)
    {
        if (!_pending.TryGetValue(initiatedId, out var initiated))
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.SignalExternalWorkflowExecutionFailed,
            SignalExternalWorkflowExecutionFailedEventAttributes = new()
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

    private static BadCommandException Bad(string message) => new(WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes, message);
}

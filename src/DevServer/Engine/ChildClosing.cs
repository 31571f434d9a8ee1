namespace BackgroundAgent.DevServer.Engine;

/// <summary>Translates the closing event of a child into the event its parent records.</summary>
internal static class ChildClosing
{
    public static HistoryEvent ToParentEvent(Child child, HistoryEvent closing)
    {
        var (initiated, started) = (child.InitiatedId, child.StartedId);
        var from = child.Attributes;
        var execution = new WorkflowExecution { WorkflowId = from.WorkflowId, RunId = child.RunId };
        return closing.EventType switch
        {
            EventType.WorkflowExecutionCompleted => new HistoryEvent
            {
                EventType = EventType.ChildWorkflowExecutionCompleted,
                ChildWorkflowExecutionCompletedEventAttributes = new()
                {
                    Result = closing.WorkflowExecutionCompletedEventAttributes.Result,
                    Namespace = from.Namespace,
                    NamespaceId = from.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = from.WorkflowType,
                    InitiatedEventId = initiated,
                    StartedEventId = started,
                },
            },
            EventType.WorkflowExecutionFailed => new HistoryEvent
            {
                EventType = EventType.ChildWorkflowExecutionFailed,
                ChildWorkflowExecutionFailedEventAttributes = new()
                {
                    Failure = closing.WorkflowExecutionFailedEventAttributes.Failure,
                    RetryState = closing.WorkflowExecutionFailedEventAttributes.RetryState,
                    Namespace = from.Namespace,
                    NamespaceId = from.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = from.WorkflowType,
                    InitiatedEventId = initiated,
                    StartedEventId = started,
                },
            },
            EventType.WorkflowExecutionCanceled => new HistoryEvent
            {
                EventType = EventType.ChildWorkflowExecutionCanceled,
                ChildWorkflowExecutionCanceledEventAttributes = new()
                {
                    Details = closing.WorkflowExecutionCanceledEventAttributes.Details,
                    Namespace = from.Namespace,
                    NamespaceId = from.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = from.WorkflowType,
                    InitiatedEventId = initiated,
                    StartedEventId = started,
                },
            },
            _ => Ended(child, closing, execution),
        };
    }

    private static HistoryEvent Ended(Child child, HistoryEvent closing, WorkflowExecution execution)
    {
        var from = child.Attributes;
        if (closing.EventType == EventType.WorkflowExecutionTimedOut)
        {
            return new HistoryEvent
            {
                EventType = EventType.ChildWorkflowExecutionTimedOut,
                ChildWorkflowExecutionTimedOutEventAttributes = new()
                {
                    RetryState = closing.WorkflowExecutionTimedOutEventAttributes.RetryState,
                    Namespace = from.Namespace,
                    NamespaceId = from.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = from.WorkflowType,
                    InitiatedEventId = child.InitiatedId,
                    StartedEventId = child.StartedId,
                },
            };
        }

        return new HistoryEvent
        {
            EventType = EventType.ChildWorkflowExecutionTerminated,
            ChildWorkflowExecutionTerminatedEventAttributes = new()
            {
                Namespace = from.Namespace,
                NamespaceId = from.NamespaceId,
                WorkflowExecution = execution,
                WorkflowType = from.WorkflowType,
                InitiatedEventId = child.InitiatedId,
                StartedEventId = child.StartedId,
            },
        };
    }
}

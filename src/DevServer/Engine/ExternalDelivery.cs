using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Signals and cancel requests arriving at a run from another run. Needs the target's gate.</summary>
internal static class ExternalDelivery
{
    public static void Signal(Run target, RunKey from, long initiatedId, SignalExternalWorkflowExecutionInitiatedEventAttributes initiated)
    {
        var requestId = RequestId(from, initiatedId);
        if (!target.IsOpen)
        {
            throw RpcErrors.WorkflowCompleted();
        }

        CheckChild(target, from, initiated.ChildWorkflowOnly);
        if (target.Signals.Seen(requestId))
        {
            return;
        }

        target.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionSignaled,
            WorkflowExecutionSignaledEventAttributes = new()
            {
                SignalName = initiated.SignalName,
                Input = initiated.Input,
                Identity = "history-service",
                Header = initiated.Header,
                ExternalWorkflowExecution = from.ToProto(),
                RequestId = requestId,
            },
        });
        target.WakeWorkflow();
    }

    public static void Cancel(Run target, RunKey from, long initiatedId, RequestCancelExternalWorkflowExecutionInitiatedEventAttributes initiated)
    {
        var requestId = RequestId(from, initiatedId);
        if (!target.IsOpen)
        {
            throw RpcErrors.WorkflowCompleted();
        }

        CheckChild(target, from, initiated.ChildWorkflowOnly);
        if (target.Facts.CancelRequested)
        {
            return;
        }

        target.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCancelRequested,
            WorkflowExecutionCancelRequestedEventAttributes = new()
            {
                Cause = initiated.Reason,
                ExternalInitiatedEventId = initiatedId,
                ExternalWorkflowExecution = from.ToProto(),
                Identity = "history-service",
            },
        });
        target.Facts.CancelRequestId = requestId;
        target.WakeWorkflow();
    }

    /// <summary>Derived, so that a delivery repeated after a crash is recognised.</summary>
    private static string RequestId(RunKey from, long initiatedId) => $"{from.RunId}:{initiatedId}";

    private static void CheckChild(Run target, RunKey from, bool childOnly)
    {
        if (childOnly && target.Facts.Started.ParentWorkflowExecution?.RunId != from.RunId)
        {
            throw RpcErrors.NotFound("workflow parent does not match");
        }
    }
}

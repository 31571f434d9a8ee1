using BackgroundAgent.DevServer.Nexus.Operations;
using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Applies to a reset run what had come in from outside after the reset point.</summary>
internal sealed class ResetReapply
{
    private readonly Run _run;
    private readonly ResetWorkflowExecutionRequest _request;
    private readonly bool _signals;
    private readonly bool _updates;
    private readonly bool _nexus;

    public ResetReapply(Run run, ResetWorkflowExecutionRequest request)
    {
        _run = run;
        _request = request;
        _signals = request.ResetReapplyType != ResetReapplyType.None && !request.ResetReapplyExcludeTypes.Contains(ResetReapplyExcludeType.Signal);
        _updates = request.ResetReapplyType is ResetReapplyType.Unspecified or ResetReapplyType.AllEligible &&
            !request.ResetReapplyExcludeTypes.Contains(ResetReapplyExcludeType.Update);
        _nexus = !request.ResetReapplyExcludeTypes.Contains(ResetReapplyExcludeType.Nexus);
    }

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionSignaled when _signals:
                _run.Add(new HistoryEvent
                {
                    EventType = e.EventType,
                    WorkflowExecutionSignaledEventAttributes = e.WorkflowExecutionSignaledEventAttributes.Clone(),
                });
                break;
            case EventType.WorkflowExecutionUpdateAccepted when _updates && e.WorkflowExecutionUpdateAcceptedEventAttributes.AcceptedRequest is { } accepted:
                Admit(accepted);
                break;
            case EventType.WorkflowExecutionUpdateAdmitted when _updates:
                Admit(e.WorkflowExecutionUpdateAdmittedEventAttributes.Request);
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                ApplyOptions(e);
                break;
            default:
                if (_nexus && OperationEvents.ProgressOf(e) is { } progress)
                {
                    ApplyNexus(e, progress.ScheduledId, progress.RequestId);
                }

                break;
        }
    }

    /// <summary>What was attached is attached once.</summary>
    private void ApplyOptions(HistoryEvent e)
    {
        var options = e.WorkflowExecutionOptionsUpdatedEventAttributes;
        if (options.AttachedRequestId.Length > 0 && _run.Facts.RequestIds.ContainsKey(options.AttachedRequestId))
        {
            return;
        }

        var copy = new HistoryEvent { EventType = e.EventType, WorkflowExecutionOptionsUpdatedEventAttributes = options.Clone() };
        copy.Links.Add(e.Links);
        _run.Add(copy);
    }

    /// <summary>How an operation went on, if the new run has it pending and not that far.</summary>
    private void ApplyNexus(HistoryEvent e, long scheduledId, string requestId)
    {
        if (_run.Nexus.Find(scheduledId) is not { } operation || operation.Attributes.RequestId != requestId ||
            (e.EventType == EventType.NexusOperationStarted && operation.IsStarted))
        {
            return;
        }

        var copy = e.Clone();
        (copy.EventId, copy.TaskId, copy.EventTime) = (0, 0, null);
        copy.Links.Clear();
        _run.Add(copy);
    }

    public void ApplyOperations()
    {
        foreach (var operation in _request.PostResetOperations)
        {
            if (operation.SignalWorkflow is { } signal)
            {
                _run.Add(new HistoryEvent
                {
                    EventType = EventType.WorkflowExecutionSignaled,
                    WorkflowExecutionSignaledEventAttributes = new()
                    {
                        SignalName = signal.SignalName,
                        Input = signal.Input,
                        Header = signal.Header,
                        Identity = _request.Identity,
                    },
                });
            }
        }
    }

    private void Admit(Request request) => _run.Add(new HistoryEvent
    {
        EventType = EventType.WorkflowExecutionUpdateAdmitted,
        WorkflowExecutionUpdateAdmittedEventAttributes = new()
        {
            Request = request.Clone(),
            Origin = UpdateAdmittedEventOrigin.Reapply,
        },
    });
}

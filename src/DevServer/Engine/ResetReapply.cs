using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Applies to a reset run what had come in from outside after the reset point.</summary>
internal sealed class ResetReapply
{
    private readonly Run _run;
    private readonly ResetWorkflowExecutionRequest _request;
    private readonly bool _signals;
    private readonly bool _updates;

    public ResetReapply(Run run, ResetWorkflowExecutionRequest request)
    {
        _run = run;
        _request = request;
        _signals = request.ResetReapplyType != ResetReapplyType.None && !request.ResetReapplyExcludeTypes.Contains(ResetReapplyExcludeType.Signal);
        _updates = request.ResetReapplyType is ResetReapplyType.Unspecified or ResetReapplyType.AllEligible &&
            !request.ResetReapplyExcludeTypes.Contains(ResetReapplyExcludeType.Update);
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
            default:
                break;
        }
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

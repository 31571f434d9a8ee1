using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Signal, cancel, terminate.</summary>
internal sealed class SignalRpcs(HistoryEngine engine) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(SignalWorkflowExecutionRequest.Parser, SignalAsync);
        table.Workflow(RequestCancelWorkflowExecutionRequest.Parser, CancelAsync);
        table.Workflow(TerminateWorkflowExecutionRequest.Parser, TerminateAsync);
    }

    /// <summary>Writes a signal unless the run has seen its request id. Needs the gate.</summary>
    public static void Deliver(Run run, WorkflowExecutionSignaledEventAttributes signal, IEnumerable<Link>? links = null)
    {
        if (run.Signals.Seen(signal.RequestId))
        {
            return;
        }

        if (run.Signals.Count >= Limits.SignalsPerRun)
        {
            throw RpcErrors.InvalidArgument("exceeded workflow execution limit for signal events");
        }

        var e = new HistoryEvent { EventType = EventType.WorkflowExecutionSignaled, WorkflowExecutionSignaledEventAttributes = signal };
        e.Links.Add(links ?? []);
        run.Add(e);
    }

    public async Task<SignalWorkflowExecutionResponse> SignalAsync(SignalWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.WorkflowExecution);
        if (request.SignalName.Length == 0)
        {
            throw RpcErrors.InvalidArgument("SignalName is not set on request.");
        }

        RequestChecks.Length(request.SignalName, "SignalName");
        RequestChecks.Length(request.RequestId, "RequestId");
        RequestChecks.Blob(request.Input, engine.Sizes);
        var run = engine.Get(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId);
        await engine.ChangeAsync(run, r =>
        {
            if (!r.IsOpen)
            {
                throw RpcErrors.WorkflowCompleted();
            }

            Deliver(
                r,
                new WorkflowExecutionSignaledEventAttributes
                {
                    SignalName = request.SignalName,
                    Input = request.Input,
                    Identity = request.Identity,
                    Header = request.Header,
                    RequestId = request.RequestId,
                },
                request.Links);
            r.WakeWorkflow();
        });
        return new SignalWorkflowExecutionResponse();
    }

    public async Task<RequestCancelWorkflowExecutionResponse> CancelAsync(RequestCancelWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.WorkflowExecution);
        var run = engine.Get(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId);
        await engine.ChangeAsync(run, r =>
        {
            RequireChain(r, request.FirstExecutionRunId);
            if (!r.IsOpen || r.Facts.CancelRequested)
            {
                // A second request, or one for a run that has ended, changes nothing and is not an error.
                return;
            }

            var e = new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionCancelRequested,
                WorkflowExecutionCancelRequestedEventAttributes = new() { Identity = request.Identity, Cause = request.Reason },
            };
            e.Links.Add(request.Links);
            r.Add(e);
            r.Facts.CancelRequestId = request.RequestId;
            r.WakeWorkflow();
        });
        return new RequestCancelWorkflowExecutionResponse();
    }

    public async Task<TerminateWorkflowExecutionResponse> TerminateAsync(TerminateWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.WorkflowExecution);
        RequestChecks.Blob(request.Details, engine.Sizes);
        var run = engine.Get(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId);
        await engine.ChangeAsync(run, r =>
        {
            RequireChain(r, request.FirstExecutionRunId);
            if (!r.IsOpen)
            {
                throw RpcErrors.WorkflowCompleted();
            }

            new RunCloser(engine, r).Terminate(request.Reason, request.Details, request.Identity, request.Links);
        });
        return new TerminateWorkflowExecutionResponse();
    }

    public static void RequireChain(Run run, string firstRunId)
    {
        if (firstRunId.Length > 0 && run.Facts.Started.FirstExecutionRunId != firstRunId)
        {
            throw RpcErrors.NotFound("workflow execution not found");
        }
    }
}

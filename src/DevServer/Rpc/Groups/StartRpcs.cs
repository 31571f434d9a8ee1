using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Wire;
using BackgroundAgent.DevServer.Tasks;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Start, and signal with start.</summary>
internal sealed class StartRpcs(HistoryEngine engine) : IRpcGroup
{
    private readonly StartRequests _requests = new(engine);

    public void Register(RpcTable table)
    {
        table.Workflow(StartWorkflowExecutionRequest.Parser, StartAsync, "callbacks to addresses outside of this server fail");
        table.Workflow(SignalWithStartWorkflowExecutionRequest.Parser, SignalWithStartAsync);
    }

    public async Task<StartWorkflowExecutionResponse> StartAsync(StartWorkflowExecutionRequest request, RpcCall call)
    {
        PollWorkflowTaskQueueResponse? eager = null;
        var wantsEager = request.RequestEagerExecution && request.WorkflowStartDelay.ToSpan() == TimeSpan.Zero && request.CronSchedule.Length == 0;
        var spec = _requests.Spec(request, last: wantsEager ? run => eager = StartEagerly(run, request.Identity) : null);
        if (wantsEager)
        {
            spec.Attributes.EagerExecutionAccepted = true;
        }

        var result = engine.Starter.Start(spec);
        await result.Commit;
        return new StartWorkflowExecutionResponse
        {
            RunId = result.Run.Key.RunId,
            Started = result.Started,
            Status = result.Run.Status,
            EagerWorkflowTask = result.Started ? eager : null,
            Link = LinkOf(result, request),
        };
    }

    /// <summary>A start that was attached to a running workflow is found by its request id: the event may have no number yet.</summary>
    private static Link LinkOf(StartResult result, StartWorkflowExecutionRequest request) => result.Run.Facts.RequestIds.ContainsKey(request.RequestId)
        ? NexusLinks.ToRequest(result.Run.Key, request.RequestId, EventType.WorkflowExecutionOptionsUpdated)
        : EventLink(result.Run, 1, EventType.WorkflowExecutionStarted);

    public static Link EventLink(Run run, long eventId, EventType type) => NexusLinks.ToEvent(run.Key, eventId, type);

    private static PollWorkflowTaskQueueResponse? StartEagerly(Run run, string identity)
    {
        if (!run.WorkflowTask.IsPending || run.WorkflowTask.IsStarted || run.Log.Count > 2)
        {
            return null;
        }

        run.WorkflowTask.Start(identity, Guid.NewGuid().ToString());
        return WorkflowTaskPoll.Build(run, sticky: false);
    }

    private async Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartAsync(SignalWithStartWorkflowExecutionRequest request, RpcCall call)
    {
        if (request.SignalName.Length == 0)
        {
            throw RpcErrors.InvalidArgument("SignalName is not set on request.");
        }

        RequestChecks.Length(request.SignalName, "SignalName");
        RequestChecks.Blob(request.SignalInput, engine.Sizes);
        if (request.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Fail)
        {
            throw RpcErrors.InvalidArgument("Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.");
        }

        var start = StartRequests.ToStart(request);
        if (start.WorkflowIdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning)
        {
            start.WorkflowIdReusePolicy = WorkflowIdReusePolicy.AllowDuplicate;
            start.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting;
        }

        var result = engine.Starter.Start(_requests.Spec(start, also: run => SignalRpcs.Deliver(run, new WorkflowExecutionSignaledEventAttributes
        {
            SignalName = request.SignalName,
            Input = request.SignalInput,
            Identity = request.Identity,
            Header = request.Header,
            RequestId = request.RequestId,
        })));
        await result.Commit;
        return new SignalWithStartWorkflowExecutionResponse
        {
            RunId = result.Run.Key.RunId,
            Started = result.Started,
        };
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Callbacks;
using BackgroundAgent.DevServer.Nexus.Tasks;
using BackgroundAgent.DevServer.Nexus.Wire;
using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>Makes the requests to the handler of an operation, wherever its endpoint points to.</summary>
internal sealed class HandlerRequests(HistoryEngine engine, NexusParts parts)
{
    private const string OperationTimeout = "operation-timeout";

    public Task<NexusAnswer> StartAsync(OperationView view)
    {
        var attributes = view.Attributes;
        var start = new StartOperationRequest
        {
            Service = attributes.Service,
            Operation = attributes.Operation,
            RequestId = attributes.RequestId,
            Callback = CallbackChecks.SystemUrl,
            Payload = attributes.Input,
        };
        start.CallbackHeader[CallbackToken.Header] =
            new CallbackToken(view.Run.Namespace, view.Run.WorkflowId, view.Run.RunId, view.ScheduledId, attributes.RequestId).Write();
        start.Links.Add(NexusLinks.Write(NexusLinks.ToEvent(view.Run, view.ScheduledId, EventType.NexusOperationScheduled)));
        var request = Request(attributes);
        request.StartOperation = start;
        if (view.Left is { } left && !request.Header.ContainsKey(OperationTimeout))
        {
            request.Header[OperationTimeout] = NexusDesk.Text(left);
        }

        return AskAsync(attributes, request, view.StartTime);
    }

    public Task<NexusAnswer> CancelAsync(OperationView view)
    {
        var request = Request(view.Attributes);
        request.CancelOperation = new CancelOperationRequest
        {
            Service = view.Attributes.Service,
            Operation = view.Attributes.Operation,
            OperationToken = view.Token,
            OperationId = view.Token,
        };
        return AskAsync(view.Attributes, request, view.CancelTime);
    }

    private static Request Request(NexusOperationScheduledEventAttributes attributes)
    {
        var request = new Request { Capabilities = new Request.Types.Capabilities { TemporalFailureResponses = true } };
        request.Header.Add(attributes.NexusHeader);
        return request;
    }

    private Task<NexusAnswer> AskAsync(NexusOperationScheduledEventAttributes attributes, Request request, TimeSpan timeout)
    {
        // By name when the id is gone: somebody made the endpoint anew.
        if ((parts.Endpoints.Find(attributes.EndpointId) ?? parts.Endpoints.FindByName(attributes.Endpoint)) is not { } endpoint)
        {
            return Task.FromResult<NexusAnswer>(NexusAnswer.HandlerFailed.Of("NOT_FOUND", "endpoint not registered"));
        }

        request.Endpoint = endpoint.Spec.Name;
        if (endpoint.Spec.Target.Worker is not { } worker)
        {
            return Task.FromResult<NexusAnswer>(NexusAnswer.HandlerFailed.Of("NOT_IMPLEMENTED", "endpoints outside of this server are not called"));
        }

        return engine.Namespaces.Find(worker.Namespace) is null
            ? Task.FromResult<NexusAnswer>(NexusAnswer.HandlerFailed.Of("NOT_FOUND", $"namespace not found: \"{worker.Namespace}\""))
            : parts.Desk.AskAsync(worker.Namespace, worker.TaskQueue, request, timeout - parts.Limits.DispatchMargin, CancellationToken.None);
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Standalone;
using BackgroundAgent.DevServer.Tasks;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Asynchronous completion of activities by workflow and activity id.</summary>
internal sealed class ActivityByIdRpcs(HistoryEngine engine, StandaloneBook book, StandaloneTasks standalone) : IRpcGroup
{
    private readonly ActivityReports _reports = new(engine);

    public void Register(RpcTable table)
    {
        table.Workflow(RespondActivityTaskCompletedByIdRequest.Parser, CompleteAsync);
        table.Workflow(RespondActivityTaskFailedByIdRequest.Parser, FailAsync);
        table.Workflow(RespondActivityTaskCanceledByIdRequest.Parser, CancelAsync);
        table.Workflow(RecordActivityTaskHeartbeatByIdRequest.Parser, HeartbeatAsync);
    }

    private async Task<RespondActivityTaskCompletedByIdResponse> CompleteAsync(RespondActivityTaskCompletedByIdRequest request, RpcCall call)
    {
        if (request.WorkflowId.Length == 0)
        {
            await standalone.CompleteAsync(book.Require(request.Namespace, request.ActivityId, request.RunId), null, request.Result);
            return new RespondActivityTaskCompletedByIdResponse();
        }

        await _reports.CompleteAsync(
            _reports.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId), request.Result, request.Identity);
        return new RespondActivityTaskCompletedByIdResponse();
    }

    private async Task<RespondActivityTaskFailedByIdResponse> FailAsync(RespondActivityTaskFailedByIdRequest request, RpcCall call)
    {
        if (request.WorkflowId.Length == 0)
        {
            await standalone.FailAsync(book.Require(request.Namespace, request.ActivityId, request.RunId), null, request.Failure);
            return new RespondActivityTaskFailedByIdResponse();
        }

        await _reports.FailAsync(
            _reports.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId),
            request.Failure,
            request.LastHeartbeatDetails,
            request.Identity);
        return new RespondActivityTaskFailedByIdResponse();
    }

    private async Task<RespondActivityTaskCanceledByIdResponse> CancelAsync(RespondActivityTaskCanceledByIdRequest request, RpcCall call)
    {
        if (request.WorkflowId.Length == 0)
        {
            await standalone.CancelAsync(book.Require(request.Namespace, request.ActivityId, request.RunId), null, request.Details);
            return new RespondActivityTaskCanceledByIdResponse();
        }

        await _reports.CancelAsync(
            _reports.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId), request.Details, request.Identity);
        return new RespondActivityTaskCanceledByIdResponse();
    }

    private async Task<RecordActivityTaskHeartbeatByIdResponse> HeartbeatAsync(RecordActivityTaskHeartbeatByIdRequest request, RpcCall call)
    {
        if (request.WorkflowId.Length == 0)
        {
            var cancel = await standalone.HeartbeatAsync(book.Require(request.Namespace, request.ActivityId, request.RunId), null, request.Details);
            return new RecordActivityTaskHeartbeatByIdResponse { CancelRequested = cancel };
        }

        var state = await _reports.HeartbeatAsync(
            _reports.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId), request.Details);
        return new RecordActivityTaskHeartbeatByIdResponse
        {
            CancelRequested = state.CancelRequested,
            ActivityPaused = state.Paused,
            ActivityReset = state.Reset,
        };
    }
}

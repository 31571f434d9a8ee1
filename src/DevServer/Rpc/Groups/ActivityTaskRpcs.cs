using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Tasks;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>What workers call about activities, by token; the by-id calls do the same for a named activity.</summary>
internal sealed class ActivityTaskRpcs(HistoryEngine engine) : IRpcGroup
{
    private readonly ActivityPoll _poll = new(engine);
    private readonly ActivityReports _reports = new(engine);

    public void Register(RpcTable table)
    {
        table.Workflow(PollActivityTaskQueueRequest.Parser, PollAsync);
        table.Workflow(RespondActivityTaskCompletedRequest.Parser, CompleteAsync);
        table.Workflow(RespondActivityTaskFailedRequest.Parser, FailAsync);
        table.Workflow(RespondActivityTaskCanceledRequest.Parser, CancelAsync);
        table.Workflow(RecordActivityTaskHeartbeatRequest.Parser, HeartbeatAsync);
    }

    private async Task<PollActivityTaskQueueResponse> PollAsync(PollActivityTaskQueueRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        call.RequireLongPoll();
        RequestChecks.TaskQueue(request.TaskQueue);
        RequestChecks.Deployment(request.DeploymentOptions, request.TaskQueue);
        var poller = new Poller(request.Identity, request.DeploymentOptions, request.WorkerVersionCapabilities)
        {
            InstanceKey = request.WorkerInstanceKey,
            RatePerSecond = request.TaskQueueMetadata?.MaxTasksPerSecond,
        };
        var queue = await PolledQueue.OfAsync(engine, request.Namespace, request.TaskQueue, TaskQueueType.Activity, poller);
        if (poller.RatePerSecond is { } rate && (queue.Limit is null || queue.Limit.Asked != rate))
        {
            engine.Matching.Limit(queue.Key, limit => limit.Asked = rate);
        }

        var ends = engine.Clock.Real.GetUtcNow() + call.Wait(Limits.TaskLongPoll);
        while (true)
        {
            var left = ends - engine.Clock.Real.GetUtcNow();
            if (left <= TimeSpan.Zero || await queue.PollAsync(poller, left, call.Cancel) is not { } task)
            {
                return new PollActivityTaskQueueResponse();
            }

            if (task is not ActivityMatch match)
            {
                continue;
            }

            try
            {
                if (await _poll.TryStartAsync(match, request, call.Cancel) is { } response)
                {
                    return response;
                }
            }
            catch (OperationCanceledException)
            {
                queue.Offer(task, first: true);
                throw;
            }
        }
    }

    private async Task<RespondActivityTaskCompletedResponse> CompleteAsync(RespondActivityTaskCompletedRequest request, RpcCall call)
    {
        await _reports.CompleteAsync(_reports.ByToken(request.TaskToken), request.Result, request.Identity);
        return new RespondActivityTaskCompletedResponse();
    }

    private async Task<RespondActivityTaskFailedResponse> FailAsync(RespondActivityTaskFailedRequest request, RpcCall call)
    {
        await _reports.FailAsync(_reports.ByToken(request.TaskToken), request.Failure, request.LastHeartbeatDetails, request.Identity);
        return new RespondActivityTaskFailedResponse();
    }

    private async Task<RespondActivityTaskCanceledResponse> CancelAsync(RespondActivityTaskCanceledRequest request, RpcCall call)
    {
        await _reports.CancelAsync(_reports.ByToken(request.TaskToken), request.Details, request.Identity);
        return new RespondActivityTaskCanceledResponse();
    }

    private async Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(RecordActivityTaskHeartbeatRequest request, RpcCall call)
    {
        var state = await _reports.HeartbeatAsync(_reports.ByToken(request.TaskToken), request.Details);
        return new RecordActivityTaskHeartbeatResponse
        {
            CancelRequested = state.CancelRequested,
            ActivityPaused = state.Paused,
            ActivityReset = state.Reset,
        };
    }
}

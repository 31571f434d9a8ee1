using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Standalone;
using BackgroundAgent.DevServer.Tasks;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>What workers call about activities, by token; the by-id calls do the same for a named activity.</summary>
internal sealed class ActivityTaskRpcs(HistoryEngine engine, StandaloneTasks standalone) : IRpcGroup
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

            try
            {
                var response = task switch
                {
                    ActivityMatch match => await _poll.TryStartAsync(match, request, call.Cancel),
                    StandaloneMatch match => await standalone.TryStartAsync(match, request, call.Cancel),
                    _ => null,
                };
                if (response is not null)
                {
                    return response;
                }
            }
            catch (OperationCanceledException)
            {
                queue.Offer(task, first: true);
                throw;
            }
            finally
            {
                queue.Settled();
            }
        }
    }

    private async Task<RespondActivityTaskCompletedResponse> CompleteAsync(RespondActivityTaskCompletedRequest request, RpcCall call)
    {
        if (StandaloneTasks.IsToken(request.TaskToken))
        {
            await standalone.CompleteAsync(standalone.ByToken(request.TaskToken), request.TaskToken, request.Result);
            return new RespondActivityTaskCompletedResponse();
        }

        await _reports.CompleteAsync(_reports.ByToken(request.TaskToken), request.Result, request.Identity);
        return new RespondActivityTaskCompletedResponse();
    }

    private async Task<RespondActivityTaskFailedResponse> FailAsync(RespondActivityTaskFailedRequest request, RpcCall call)
    {
        if (StandaloneTasks.IsToken(request.TaskToken))
        {
            await standalone.FailAsync(standalone.ByToken(request.TaskToken), request.TaskToken, request.Failure);
            return new RespondActivityTaskFailedResponse();
        }

        await _reports.FailAsync(_reports.ByToken(request.TaskToken), request.Failure, request.LastHeartbeatDetails, request.Identity);
        return new RespondActivityTaskFailedResponse();
    }

    private async Task<RespondActivityTaskCanceledResponse> CancelAsync(RespondActivityTaskCanceledRequest request, RpcCall call)
    {
        if (StandaloneTasks.IsToken(request.TaskToken))
        {
            await standalone.CancelAsync(standalone.ByToken(request.TaskToken), request.TaskToken, request.Details);
            return new RespondActivityTaskCanceledResponse();
        }

        await _reports.CancelAsync(_reports.ByToken(request.TaskToken), request.Details, request.Identity);
        return new RespondActivityTaskCanceledResponse();
    }

    private async Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(RecordActivityTaskHeartbeatRequest request, RpcCall call)
    {
        if (StandaloneTasks.IsToken(request.TaskToken))
        {
            var cancel = await standalone.HeartbeatAsync(standalone.ByToken(request.TaskToken), request.TaskToken, request.Details);
            return new RecordActivityTaskHeartbeatResponse { CancelRequested = cancel };
        }

        var state = await _reports.HeartbeatAsync(_reports.ByToken(request.TaskToken), request.Details);
        return new RecordActivityTaskHeartbeatResponse
        {
            CancelRequested = state.CancelRequested,
            ActivityPaused = state.Paused,
            ActivityReset = state.Reset,
        };
    }
}

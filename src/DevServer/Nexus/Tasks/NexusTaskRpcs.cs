using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Rpc.Groups;
using BackgroundAgent.DevServer.Workers;

namespace BackgroundAgent.DevServer.Nexus.Tasks;

/// <summary>What workers call about Nexus tasks.</summary>
internal sealed class NexusTaskRpcs(HistoryEngine engine, NexusDesk desk, WorkerAnswers answers, WorkerRegistry workers) : IRpcGroup
{
    private const string Gone = "Nexus task not found or already expired";

    public void Register(RpcTable table)
    {
        table.Workflow(PollNexusTaskQueueRequest.Parser, PollAsync);
        table.Workflow(RespondNexusTaskCompletedRequest.Parser, Complete);
        table.Workflow(RespondNexusTaskFailedRequest.Parser, Fail);
    }

    private async Task<PollNexusTaskQueueResponse> PollAsync(PollNexusTaskQueueRequest request, RpcCall call)
    {
        call.RequireLongPoll();
        RequestChecks.TaskQueue(request.TaskQueue);
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Deployment(request.DeploymentOptions, request.TaskQueue);
        foreach (var heartbeat in request.WorkerHeartbeat)
        {
            workers.Record(request.Namespace, heartbeat);
        }

        var poller = new Poller(request.Identity, request.DeploymentOptions, request.WorkerVersionCapabilities) { InstanceKey = request.WorkerInstanceKey };
        var queue = await PolledQueue.OfAsync(engine, request.Namespace, request.TaskQueue, TaskQueueType.Nexus, poller);
        var ends = engine.Clock.Real.GetUtcNow() + call.Wait(Limits.TaskLongPoll);
        while (true)
        {
            var left = ends - engine.Clock.Real.GetUtcNow();
            if (left <= TimeSpan.Zero || await queue.PollAsync(poller, left, call.Cancel) is not { } task)
            {
                return new PollNexusTaskQueueResponse();
            }

            try
            {
                if (task is NexusMatch match && desk.Hand(match.Task) is { } response)
                {
                    return response;
                }
            }
            finally
            {
                queue.Settled();
            }
        }
    }

    private Task<RespondNexusTaskCompletedResponse> Complete(RespondNexusTaskCompletedRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        answers.Check(request.Response);
        var id = NexusTaskToken.Read(request.TaskToken);
        if (!desk.TryAnswer(id, WorkerAnswers.Read(request.Response, desk.IsCancel(id))))
        {
            throw RpcErrors.NotFound(Gone);
        }

        return Task.FromResult(new RespondNexusTaskCompletedResponse());
    }

    private Task<RespondNexusTaskFailedResponse> Fail(RespondNexusTaskFailedRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var id = NexusTaskToken.Read(request.TaskToken);
        WorkerAnswers.Check(request);
        if (!desk.TryAnswer(id, WorkerAnswers.Read(request)))
        {
            throw RpcErrors.NotFound(Gone);
        }

        return Task.FromResult(new RespondNexusTaskFailedResponse());
    }
}

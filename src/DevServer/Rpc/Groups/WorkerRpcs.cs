using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers;
using Temporalio.Api.Worker.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Heartbeats of workers, and their shutdown.</summary>
internal sealed class WorkerRpcs(HistoryEngine engine, WorkerRegistry workers) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(RecordWorkerHeartbeatRequest.Parser, Record);
        table.Workflow(ListWorkersRequest.Parser, List, "the query is not evaluated; every worker is listed");
        table.Workflow(DescribeWorkerRequest.Parser, Describe);
        table.Workflow(ShutdownWorkerRequest.Parser, Shutdown);
    }

    private Task<RecordWorkerHeartbeatResponse> Record(RecordWorkerHeartbeatRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        foreach (var heartbeat in request.WorkerHeartbeat)
        {
            workers.Record(request.Namespace, heartbeat);
        }

        return Task.FromResult(new RecordWorkerHeartbeatResponse());
    }

    private Task<ListWorkersResponse> List(ListWorkersRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var response = new ListWorkersResponse();
        response.WorkersInfo.Add(workers.All(request.Namespace).Select(h => new WorkerInfo { WorkerHeartbeat = h }));
        return Task.FromResult(response);
    }

    private Task<DescribeWorkerResponse> Describe(DescribeWorkerRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var heartbeat = workers.Find(request.Namespace, request.WorkerInstanceKey)
            ?? throw RpcErrors.NotFound($"worker {request.WorkerInstanceKey} not found");
        return Task.FromResult(new DescribeWorkerResponse { WorkerInfo = new WorkerInfo { WorkerHeartbeat = heartbeat } });
    }

    private Task<ShutdownWorkerResponse> Shutdown(ShutdownWorkerRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.WorkerHeartbeat is { } last)
        {
            workers.Record(request.Namespace, last);
        }

        if (request.StickyTaskQueue.Length > 0)
        {
            var key = new QueueKey(request.Namespace, request.StickyTaskQueue, TaskQueueType.Workflow);
            if (engine.Matching.Find(key) is { } sticky)
            {
                // What waits for the departing worker goes to the normal queue at once instead of after a timeout.
                sticky.Close();
                foreach (var task in sticky.TakeAll().OfType<WorkflowMatch>())
                {
                    engine.Change(task.Run, run => run.WorkflowTask.LeaveStickyQueue());
                }
            }
        }

        return Task.FromResult(new ShutdownWorkerResponse());
    }
}

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
        table.Workflow(ListWorkersRequest.Parser, List);
        table.Workflow(CountWorkersRequest.Parser, Count);
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
        var filter = new WorkerFilter(request.Query);
        var size = request.PageSize is <= 0 or > Limits.VisibilityPage ? Limits.VisibilityPage : request.PageSize;
        var page = PageToken.Cut([.. workers.All(request.Namespace).Where(filter.Matches)], size, request.NextPageToken, out var next).ToList();
        var response = new ListWorkersResponse { NextPageToken = next };
        response.WorkersInfo.Add(page.Select(h => new WorkerInfo { WorkerHeartbeat = h }));
        response.Workers.Add(page.Select(Line));
        return Task.FromResult(response);
    }

    private Task<CountWorkersResponse> Count(CountWorkersRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        return Task.FromResult(new CountWorkersResponse { Count = workers.All(request.Namespace).Count(new WorkerFilter(request.Query).Matches) });
    }

    private static WorkerListInfo Line(WorkerHeartbeat heartbeat)
    {
        var line = new WorkerListInfo
        {
            WorkerInstanceKey = heartbeat.WorkerInstanceKey,
            WorkerIdentity = heartbeat.WorkerIdentity,
            TaskQueue = heartbeat.TaskQueue,
            DeploymentVersion = heartbeat.DeploymentVersion,
            SdkName = heartbeat.SdkName,
            SdkVersion = heartbeat.SdkVersion,
            Status = heartbeat.Status,
            StartTime = heartbeat.StartTime,
            HostName = heartbeat.HostInfo?.HostName ?? "",
            WorkerGroupingKey = heartbeat.HostInfo?.WorkerGroupingKey ?? "",
            ProcessId = heartbeat.HostInfo?.ProcessId ?? "",
        };
        line.Plugins.Add(heartbeat.Plugins);
        line.Drivers.Add(heartbeat.Drivers);
        return line;
    }

    private Task<DescribeWorkerResponse> Describe(DescribeWorkerRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var heartbeat = workers.Find(request.Namespace, request.WorkerInstanceKey)
            ?? throw RpcErrors.NotFound($"Worker {request.WorkerInstanceKey} not found");
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

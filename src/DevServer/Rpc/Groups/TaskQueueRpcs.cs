using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Describes task queues: who polls them and what waits in them.</summary>
internal sealed class TaskQueueRpcs(HistoryEngine engine) : IRpcGroup
{
    private static readonly TimeSpan PollerShown = TimeSpan.FromMinutes(5);

    public void Register(RpcTable table)
    {
        table.Workflow(DescribeTaskQueueRequest.Parser, Describe, "versions and reachability are not reported");
        table.Workflow(ListTaskQueuePartitionsRequest.Parser, Partitions);
    }

    private Task<DescribeTaskQueueResponse> Describe(DescribeTaskQueueRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.TaskQueue(request.TaskQueue);
        var type = request.TaskQueueType == TaskQueueType.Unspecified ? TaskQueueType.Workflow : request.TaskQueueType;
        var response = new DescribeTaskQueueResponse();
        var queue = engine.Matching.Find(new QueueKey(request.Namespace, request.TaskQueue.Name, type));
        if (queue is not null)
        {
            response.Pollers.Add(Pollers(queue));
        }

        if (request.ReportStats || request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            response.Stats = Stats(queue);
        }

        if (request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            AddEnhanced(request, response);
        }

        if (request.IncludeTaskQueueStatus)
        {
            response.TaskQueueStatus = new TaskQueueStatus { BacklogCountHint = queue?.BacklogCount ?? 0, TaskIdBlock = new TaskIdBlock() };
        }

        return Task.FromResult(response);
    }

    private void AddEnhanced(DescribeTaskQueueRequest request, DescribeTaskQueueResponse response)
    {
        var info = new TaskQueueVersionInfo();
        IEnumerable<TaskQueueType> types = request.TaskQueueTypes.Count > 0 ? request.TaskQueueTypes : [TaskQueueType.Workflow, TaskQueueType.Activity];
        foreach (var type in types)
        {
            var queue = engine.Matching.Find(new QueueKey(request.Namespace, request.TaskQueue.Name, type));
            var line = new TaskQueueTypeInfo { Stats = Stats(queue) };
            if (queue is not null)
            {
                line.Pollers.Add(Pollers(queue));
            }

            info.TypesInfo[(int)type] = line;
        }

        response.VersionsInfo[""] = info;
    }

    private IEnumerable<PollerInfo> Pollers(MatchQueue queue) => queue.Pollers
        .Where(p => engine.Clock.GetUtcNow() - p.LastAccess <= PollerShown)
        .Select(p => new PollerInfo
        {
            Identity = p.Poller.Identity,
            LastAccessTime = p.LastAccess.ToProto(),
            RatePerSecond = p.Poller.RatePerSecond ?? 100_000,
            WorkerVersionCapabilities = p.Poller.Capabilities,
            DeploymentOptions = p.Poller.Deployment,
        });

    private TaskQueueStats Stats(MatchQueue? queue) => queue is null ? new TaskQueueStats() : new TaskQueueStats
    {
        ApproximateBacklogCount = queue.BacklogCount,
        ApproximateBacklogAge = (queue.OldestTask is { } oldest ? engine.Clock.GetUtcNow() - oldest : TimeSpan.Zero).ToProto(),
        TasksAddRate = queue.Stats.AddRate,
        TasksDispatchRate = queue.Stats.DispatchRate,
    };

    private Task<ListTaskQueuePartitionsResponse> Partitions(ListTaskQueuePartitionsRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.TaskQueue(request.TaskQueue);
        var partition = new TaskQueuePartitionMetadata { Key = request.TaskQueue.Name, OwnerHostName = "localhost" };
        return Task.FromResult(new ListTaskQueuePartitionsResponse
        {
            WorkflowTaskQueuePartitions = { partition },
            ActivityTaskQueuePartitions = { partition },
        });
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers.Deployments;
using BackgroundAgent.DevServer.Workers.Sets;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Describes task queues: who polls them and what waits in them.</summary>
internal sealed class TaskQueueRpcs(HistoryEngine engine, QueueConfigs configs) : IRpcGroup
{
    /// <summary>What the genuine server names when nobody set a limit; there is none here.</summary>
    private const float SystemRate = 4_000;

    /// <summary>The first moment of the calendar, which the genuine server writes for "never".</summary>
    private static readonly Timestamp NoTime = new() { Seconds = -62135596800 };

    public void Register(RpcTable table)
    {
        table.Workflow(DescribeTaskQueueRequest.Parser, Describe);
        table.Workflow(ListTaskQueuePartitionsRequest.Parser, Partitions);
    }

    private Task<DescribeTaskQueueResponse> Describe(DescribeTaskQueueRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.TaskQueue(request.TaskQueue);
        var type = request.TaskQueueType == TaskQueueType.Unspecified ? TaskQueueType.Workflow : request.TaskQueueType;
        var response = new DescribeTaskQueueResponse();
        var parts = Parts(request.Namespace, request.TaskQueue.Name, type);
        response.Pollers.Add(QueueDescription.Pollers(engine, parts));
        response.VersioningInfo = engine.Deployments.Queue(request.Namespace, request.TaskQueue.Name, type)?.Describe()
            ?? new TaskQueueVersioningInfo { CurrentVersion = VersionName.Unversioned, UpdateTime = NoTime };
        response.EffectiveRateLimit = Rate(new QueueKey(request.Namespace, request.TaskQueue.Name, type));
        if (request.ReportStats || request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            response.Stats = QueueDescription.Stats(engine, parts);
            foreach (var (priority, stats) in QueueDescription.ByPriority(engine, parts))
            {
                response.StatsByPriorityKey[priority] = stats;
            }
        }

        if (request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            AddEnhanced(request, response);
        }

        if (request.ReportConfig)
        {
            response.Config = configs.Find(new QueueKey(request.Namespace, request.TaskQueue.Name, type));
        }

        if (request.IncludeTaskQueueStatus)
        {
            response.TaskQueueStatus = new TaskQueueStatus
            {
                BacklogCountHint = parts.Sum(p => p.BacklogCount),
                TaskIdBlock = new TaskIdBlock(),
                RatePerSecond = response.EffectiveRateLimit.RequestsPerSecond,
            };
        }

        return Task.FromResult(response);
    }

    private void AddEnhanced(DescribeTaskQueueRequest request, DescribeTaskQueueResponse response)
    {
        foreach (var buildId in BuildIds(request))
        {
            response.VersionsInfo[buildId] = Version(request, buildId);
        }
    }

    /// <summary>The versions that are asked for; the unversioned part when none is.</summary>
    private IEnumerable<string> BuildIds(DescribeTaskQueueRequest request)
    {
        if (request.Versions is not { } asked)
        {
            return [""];
        }

        var sets = engine.Deployments.Sets.Of(request.Namespace, request.TaskQueue.Name);
        return asked.BuildIds.Concat(asked.Unversioned ? [""] : []).Concat(asked.AllActive ? sets.Sets.Select(s => s.Default) : []).Distinct(StringComparer.Ordinal);
    }

    private TaskQueueVersionInfo Version(DescribeTaskQueueRequest request, string buildId)
    {
        var info = new TaskQueueVersionInfo();
        var set = buildId.Length == 0 ? null : engine.Deployments.Sets.Of(request.Namespace, request.TaskQueue.Name).Find(buildId);
        IEnumerable<TaskQueueType> types = request.TaskQueueTypes.Count > 0 ? request.TaskQueueTypes : [TaskQueueType.Workflow, TaskQueueType.Activity];
        foreach (var type in types)
        {
            var parts = Parts(request.Namespace, request.TaskQueue.Name, type);
            if (buildId.Length > 0)
            {
                parts.RemoveAll(p => set is null || set.Default != buildId || p.Key.Version != set.QueueVersion);
            }

            var line = new TaskQueueTypeInfo { Stats = QueueDescription.Stats(engine, parts) };
            line.Pollers.Add(QueueDescription.Pollers(engine, parts));

            info.TypesInfo[(int)type] = line;
        }

        if (request.ReportTaskReachability)
        {
            info.TaskReachability = new SetReachability(engine, request.Namespace, TaskReachability.Unspecified).Summary(request.TaskQueue.Name, buildId);
        }

        return info;
    }

    private DescribeTaskQueueResponse.Types.EffectiveRateLimit Rate(QueueKey key) => engine.Matching.FindLimit(key) switch
    {
        { Configured: { } rate } => new() { RequestsPerSecond = (float)rate, RateLimitSource = RateLimitSource.Api },
        { Asked: { } rate } => new() { RequestsPerSecond = (float)rate, RateLimitSource = RateLimitSource.Worker },
        _ => new() { RequestsPerSecond = SystemRate, RateLimitSource = RateLimitSource.System },
    };

    private List<MatchQueue> Parts(string @namespace, string name, TaskQueueType type) =>
        [.. engine.Matching.Queues.Where(q => q.Key.Type == type && q.Key.Name == name && q.Key.Namespace == @namespace)];

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

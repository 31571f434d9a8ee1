using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>What descriptions show of the parts of a task queue: one for unversioned workers and one for each version.</summary>
internal static class QueueDescription
{
    private static readonly TimeSpan PollerShown = TimeSpan.FromMinutes(5);

    public static IEnumerable<PollerInfo> Pollers(HistoryEngine engine, IEnumerable<MatchQueue> parts) => parts
        .SelectMany(p => p.Pollers)
        .Where(p => engine.Clock.GetUtcNow() - p.LastAccess <= PollerShown)
        .Select(p => new PollerInfo
        {
            Identity = p.Poller.Identity,
            LastAccessTime = p.LastAccess.ToProto(),
            RatePerSecond = p.Poller.RatePerSecond ?? 100_000,
            WorkerVersionCapabilities = p.Poller.Capabilities,
            DeploymentOptions = p.Poller.Deployment,
        });

    public static TaskQueueStats Stats(HistoryEngine engine, params IReadOnlyList<MatchQueue?> parts)
    {
        var stats = new TaskQueueStats { ApproximateBacklogAge = new Duration() };
        foreach (var one in ByPriority(engine, parts).Values)
        {
            stats.ApproximateBacklogCount += one.ApproximateBacklogCount;
            stats.TasksAddRate += one.TasksAddRate;
            stats.TasksDispatchRate += one.TasksDispatchRate;
            if (one.ApproximateBacklogAge.ToSpan() > stats.ApproximateBacklogAge.ToSpan())
            {
                stats.ApproximateBacklogAge = one.ApproximateBacklogAge;
            }
        }

        return stats;
    }

    /// <summary>The priority that is meant by none is always among them.</summary>
    public static SortedDictionary<int, TaskQueueStats> ByPriority(HistoryEngine engine, params IReadOnlyList<MatchQueue?> parts)
    {
        var all = new SortedDictionary<int, TaskQueueStats>();
        Of(Backlog.DefaultPriority);
        foreach (var part in parts)
        {
            foreach (var (priority, count, oldest) in part?.BacklogLevels ?? [])
            {
                var stats = Of(priority);
                stats.ApproximateBacklogCount += count;
                var age = engine.Clock.GetUtcNow() - oldest;
                stats.ApproximateBacklogAge = (age > stats.ApproximateBacklogAge.ToSpan() ? age : stats.ApproximateBacklogAge.ToSpan()).ToProto();
            }

            foreach (var (priority, rates) in part?.Stats.ToArray() ?? [])
            {
                Of(priority).TasksAddRate += rates.AddRate;
                Of(priority).TasksDispatchRate += rates.DispatchRate;
            }
        }

        return all;

        TaskQueueStats Of(int priority) =>
            all.TryGetValue(priority, out var found) ? found : all[priority] = new TaskQueueStats { ApproximateBacklogAge = new Duration() };
    }
}

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
        DateTimeOffset? oldest = null;
        foreach (var part in parts)
        {
            if (part is null)
            {
                continue;
            }

            stats.ApproximateBacklogCount += part.BacklogCount;
            stats.TasksAddRate += part.Stats.AddRate;
            stats.TasksDispatchRate += part.Stats.DispatchRate;
            oldest = ProtoTime.Earliest(oldest, part.OldestTask);
        }

        if (oldest is { } time)
        {
            stats.ApproximateBacklogAge = (engine.Clock.GetUtcNow() - time).ToProto();
        }

        return stats;
    }
}

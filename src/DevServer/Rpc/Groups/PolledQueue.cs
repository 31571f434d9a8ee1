using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>The queue a poll waits at: a versioned worker has its own part of it, and makes its deployment known by polling.</summary>
internal static class PolledQueue
{
    public static async Task<MatchQueue> OfAsync(HistoryEngine engine, string @namespace, TaskQueue queue, TaskQueueType type, Poller poller)
    {
        if (poller.SetBuildId is { Length: > 0 } build)
        {
            var set = engine.Deployments.Sets.Of(@namespace, queue.Kind == TaskQueueKind.Sticky ? queue.NormalName : queue.Name).Serving(build);
            if (set.Default != build)
            {
                throw RpcErrors.NewerBuildExists(set.Default);
            }

            return queue.Kind == TaskQueueKind.Sticky
                ? engine.Matching.Queue(@namespace, queue.Name, type)
                : engine.Matching.Queue(new QueueKey(@namespace, queue.Name, type, set.QueueVersion));
        }

        if (poller.Version.Length == 0 || queue.Kind == TaskQueueKind.Sticky)
        {
            return engine.Matching.Queue(@namespace, queue.Name, type);
        }

        await engine.Deployments.RegisterAsync(@namespace, poller.Deployment!, queue.Name, type);
        return engine.Matching.Queue(new QueueKey(@namespace, queue.Name, type, poller.Version));
    }
}

using System.Collections.Concurrent;
using Temporalio.Api.Worker.V1;

namespace BackgroundAgent.DevServer.Workers;

/// <summary>The workers that send heartbeats, newest first known by their instance key. Memory only, as the workers are.</summary>
internal sealed class WorkerRegistry(TimeProvider clock)
{
    /// <summary>A worker not heard of for so long is forgotten; it sends every minute.</summary>
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Namespace, string Instance), (WorkerHeartbeat Heartbeat, DateTimeOffset Seen)> _workers = new();

    public void Record(string @namespace, WorkerHeartbeat heartbeat)
    {
        heartbeat.HeartbeatTime ??= Timestamp.FromDateTimeOffset(clock.GetUtcNow());
        _workers[(@namespace, heartbeat.WorkerInstanceKey)] = (heartbeat, clock.GetUtcNow());
    }

    public void Remove(string @namespace, string instance) => _workers.TryRemove((@namespace, instance), out _);

    public WorkerHeartbeat? Find(string @namespace, string instance) =>
        _workers.TryGetValue((@namespace, instance), out var worker) ? worker.Heartbeat : null;

    public IEnumerable<WorkerHeartbeat> All(string @namespace)
    {
        var oldest = clock.GetUtcNow() - Forget;
        foreach (var (key, worker) in _workers)
        {
            if (worker.Seen < oldest)
            {
                _workers.TryRemove(key, out _);
            }
        }

        return _workers.Where(w => w.Key.Namespace == @namespace).Select(w => w.Value.Heartbeat).OrderBy(w => w.WorkerInstanceKey, StringComparer.Ordinal);
    }
}

using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>All task queues.</summary>
internal sealed class Matcher(TimeProvider clock, TimeSkipper skipper)
{
    private readonly ConcurrentDictionary<QueueKey, MatchQueue> _queues = new();
    private readonly ConcurrentDictionary<QueueKey, DispatchLimit> _limits = new();

    public IEnumerable<MatchQueue> Queues => _queues.Values;

    public MatchQueue Queue(string @namespace, string name, TaskQueueType type) => Queue(new QueueKey(@namespace, name, type));

    public MatchQueue Queue(QueueKey key) => _queues.GetOrAdd(
        key, k => new MatchQueue(k, clock, skipper) { Limit = _limits.IsEmpty ? null : _limits.GetValueOrDefault(k with { Version = "" }) });

    public MatchQueue? Find(QueueKey key) => _queues.GetValueOrDefault(key);

    public DispatchLimit? FindLimit(QueueKey key) => _limits.GetValueOrDefault(key with { Version = "" });

    public void Forget(QueueKey key) => _queues.TryRemove(key, out _);

    /// <summary>Changes the limit of a queue, which all its versions share.</summary>
    public void Limit(QueueKey key, Action<DispatchLimit> change)
    {
        var shared = key with { Version = "" };
        var limit = _limits.GetOrAdd(shared, _ => new DispatchLimit(clock));
        change(limit);
        foreach (var queue in _queues.Values.Where(q => q.Key with { Version = "" } == shared))
        {
            queue.UseLimit(limit);
        }
    }
}

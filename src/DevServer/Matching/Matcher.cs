using System.Collections.Concurrent;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>All task queues.</summary>
internal sealed class Matcher(TimeProvider clock)
{
    private readonly ConcurrentDictionary<QueueKey, MatchQueue> _queues = new();

    public IEnumerable<MatchQueue> Queues => _queues.Values;

    public MatchQueue Queue(string @namespace, string name, TaskQueueType type) => Queue(new QueueKey(@namespace, name, type));

    public MatchQueue Queue(QueueKey key) => _queues.GetOrAdd(key, k => new MatchQueue(k, clock));

    public MatchQueue? Find(QueueKey key) => _queues.GetValueOrDefault(key);

    public void Forget(QueueKey key) => _queues.TryRemove(key, out _);
}

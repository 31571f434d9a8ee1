using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>All task queues.</summary>
internal sealed class Matcher(TimeProvider clock, TimeSkipper skipper)
{
    private readonly ConcurrentDictionary<QueueKey, MatchQueue> _queues = new();
    private readonly ConcurrentDictionary<QueueKey, DispatchLimit> _limits = new();
    private readonly ConcurrentDictionary<QueueKey, IReadOnlyDictionary<string, float>> _weights = new();

    /// <summary>Fairness keys order the tasks of a queue; off by default, as on the genuine server.</summary>
    public bool IsFair { get; init; }

    public IEnumerable<MatchQueue> Queues => _queues.Values;

    public MatchQueue Queue(string @namespace, string name, TaskQueueType type) => Queue(new QueueKey(@namespace, name, type));

    public MatchQueue Queue(QueueKey key) => _queues.GetOrAdd(key, Make);

    public MatchQueue? Find(QueueKey key) => _queues.GetValueOrDefault(key);

    public DispatchLimit? FindLimit(QueueKey key) => _limits.GetValueOrDefault(key with { Version = "" });

    public void Forget(QueueKey key) => _queues.TryRemove(key, out _);

    /// <summary>Changes the limit of a queue, which all its versions share.</summary>
    public void Limit(QueueKey key, Action<DispatchLimit> change)
    {
        var shared = key with { Version = "" };
        var limit = _limits.GetOrAdd(shared, k => new DispatchLimit(clock, Weights(k)));
        change(limit);
        foreach (var queue in _queues.Values.Where(q => q.Key with { Version = "" } == shared))
        {
            queue.UseLimit(limit);
        }
    }

    /// <summary>Weights of fairness keys that count instead of those the tasks bring; for tasks that come from now on.</summary>
    public void Weigh(QueueKey key, IReadOnlyDictionary<string, float> weights) => _weights[key with { Version = "" }] = weights;

    private MatchQueue Make(QueueKey key)
    {
        var shared = key with { Version = "" };
        return new MatchQueue(key, clock, skipper, new Backlog(IsFair ? Weights(shared) : null)) { Limit = _limits.IsEmpty ? null : _limits.GetValueOrDefault(shared) };
    }

    private Func<MatchTask, float> Weights(QueueKey shared) => task =>
        _weights.TryGetValue(shared, out var weights) && weights.TryGetValue(task.FairnessKey, out var weight) ? weight : task.FairnessWeight;
}

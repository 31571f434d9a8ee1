namespace BackgroundAgent.DevServer.Matching;

/// <summary>
/// Tasks that wait for a worker: by priority, and within a priority in the order they came or, with fairness on, so that each fairness key
/// gets its share. Not safe for concurrent use.
/// </summary>
internal sealed class Backlog(Func<MatchTask, float>? weights)
{
    public const int DefaultPriority = 3;

    private const int LastPriority = 5;

    private readonly SortedDictionary<int, BacklogLevel> _levels = [];

    public int Count { get; private set; }

    /// <summary>How many wait at each priority where some do.</summary>
    public IEnumerable<KeyValuePair<int, BacklogLevel>> Levels => _levels.Where(l => l.Value.Count > 0);

    public static int PriorityOf(MatchTask task) => task.PriorityKey <= 0 ? DefaultPriority : Math.Min(task.PriorityKey, LastPriority);

    /// <param name="task">What waits.</param>
    /// <param name="first">It was taken before and comes back: it goes before all others of its priority.</param>
    public void Add(MatchTask task, bool first)
    {
        var priority = PriorityOf(task);
        if (!_levels.TryGetValue(priority, out var level))
        {
            _levels[priority] = level = new BacklogLevel(weights);
        }

        level.Add(task, first);
        Count++;
    }

    public MatchTask? Peek() => Next()?.Peek();

    public MatchTask? Take()
    {
        if (Next() is not { } level)
        {
            return null;
        }

        Count--;
        return level.Take();
    }

    public List<MatchTask> TakeAll()
    {
        var all = new List<MatchTask>(Count);
        while (Take() is { } task)
        {
            all.Add(task);
        }

        return all;
    }

    private BacklogLevel? Next()
    {
        foreach (var level in _levels.Values)
        {
            if (level.Count > 0)
            {
                return level;
            }
        }

        return null;
    }
}

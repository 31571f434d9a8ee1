namespace BackgroundAgent.DevServer.Matching;

/// <summary>
/// The tasks of one priority, ordered by pass, then by arrival. Without fairness every task has the same pass. With it a task's pass is one
/// stride behind the last of its key, and a stride is the shorter the more the key weighs: as stride scheduling, so that a key with few tasks
/// does not wait behind another's many.
/// </summary>
internal sealed class BacklogLevel(Func<MatchTask, float>? weights)
{
    private const float Stride = 1000;
    private const float SmallestWeight = 0.001f;

    /// <summary>Keys beyond this are forgotten when they have no advantage to give up.</summary>
    private const int KeysKept = 1000;

    private readonly PriorityQueue<MatchTask, (long Pass, long Number)> _tasks = new();
    private readonly Dictionary<string, long> _passes = new(StringComparer.Ordinal);
    private long _reached;
    private long _number;

    public int Count => _tasks.Count;

    public DateTimeOffset Oldest => _tasks.UnorderedItems.Min(t => t.Element.Created);

    public void Add(MatchTask task, bool first)
    {
        _number++;
        _tasks.Enqueue(task, first ? (_reached, -_number) : (weights is null ? 0 : NextPass(task, weights(task)), _number));
    }

    public MatchTask Peek() => _tasks.Peek();

    public MatchTask Take()
    {
        _tasks.TryDequeue(out var task, out var place);
        _reached = Math.Max(_reached, place.Pass);
        return task!;
    }

    /// <summary>Zero and less mean no weight, which is one.</summary>
    private long NextPass(MatchTask task, float weight)
    {
        var stride = Math.Max(1, (long)(Stride / (weight <= 0 ? 1 : Math.Max(weight, SmallestWeight))));
        var pass = Math.Max(_reached, _passes.GetValueOrDefault(task.FairnessKey) + stride);
        if (_passes.Count >= KeysKept)
        {
            foreach (var (key, last) in _passes.ToList().Where(p => p.Value <= _reached))
            {
                _passes.Remove(key);
            }
        }

        _passes[task.FairnessKey] = pass;
        return pass;
    }
}

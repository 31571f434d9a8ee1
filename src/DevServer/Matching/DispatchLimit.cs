namespace BackgroundAgent.DevServer.Matching;

/// <summary>
/// How many tasks a second may leave a queue: what the API set, else what the workers ask for. And how many of one fairness key, which the API
/// alone sets; a key that weighs more may have more.
/// </summary>
internal sealed class DispatchLimit(TimeProvider clock, Func<MatchTask, float> weights)
{
    /// <summary>Keys whose bucket is remembered; a forgotten one begins full.</summary>
    private const int KeysKept = 2000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucket> _keys = new(StringComparer.Ordinal);
    private readonly TokenBucket _whole = new();

    /// <summary>Set by the API; wins.</summary>
    public double? Configured { get; set; }

    /// <summary>Asked for by the worker that polled last.</summary>
    public double? Asked { get; set; }

    /// <summary>Of each fairness key with weight 1.</summary>
    public double? OfEachKey { get; set; }

    public double? Rate => Configured ?? Asked;

    /// <summary>Takes the right to send this task; else says how long to wait (infinite when nothing may be sent).</summary>
    public bool TryTake(MatchTask task, out TimeSpan wait)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var whole = Rate is { } rate ? _whole.Wait(rate, now) : TimeSpan.Zero;
            var bucket = OfEachKey is null ? null : Bucket(task.FairnessKey);
            var key = bucket?.Wait(OfEachKey!.Value * Weight(task), now) ?? TimeSpan.Zero;
            wait = whole < TimeSpan.Zero || key < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : whole > key ? whole : key;
            if (wait != TimeSpan.Zero)
            {
                return false;
            }

            if (Rate is not null)
            {
                _whole.Take();
            }

            bucket?.Take();
            return true;
        }
    }

    private float Weight(MatchTask task) => weights(task) is > 0 and var weight ? weight : 1;

    private TokenBucket Bucket(string key)
    {
        if (_keys.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        if (_keys.Count >= KeysKept)
        {
            _keys.Clear();
        }

        return _keys[key] = new TokenBucket();
    }
}

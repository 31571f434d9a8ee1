namespace BackgroundAgent.DevServer.Matching;

/// <summary>
/// How many tasks a second may leave a queue: what the API set, else what the workers ask for. A token bucket that holds one second's
/// worth, so that a burst passes after a pause.
/// </summary>
internal sealed class DispatchLimit(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _tokens = double.NaN;
    private DateTimeOffset _filled;

    /// <summary>Set by the API; wins.</summary>
    public double? Configured { get; set; }

    /// <summary>Asked for by the worker that polled last.</summary>
    public double? Asked { get; set; }

    public double? Rate => Configured ?? Asked;

    /// <summary>Takes the right to send one task; else says how long to wait (infinite when nothing may be sent).</summary>
    public bool TryTake(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (Rate is not { } rate)
        {
            return true;
        }

        if (rate <= 0)
        {
            wait = Timeout.InfiniteTimeSpan;
            return false;
        }

        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var most = Math.Max(1, rate);
            _tokens = double.IsNaN(_tokens) ? most : Math.Min(most, _tokens + ((now - _filled).TotalSeconds * rate));
            _filled = now;
            if (_tokens >= 1)
            {
                _tokens--;
                return true;
            }

            wait = TimeSpan.FromSeconds((1 - _tokens) / rate) + TimeSpan.FromMilliseconds(1);
            return false;
        }
    }
}

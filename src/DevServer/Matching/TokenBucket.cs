namespace BackgroundAgent.DevServer.Matching;

/// <summary>Holds one second's worth of a rate and one more, so that a burst passes after a pause. Not safe for concurrent use.</summary>
internal sealed class TokenBucket
{
    /// <summary>After it the rate is looked at again, however small it is.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private double _tokens = double.NaN;
    private DateTimeOffset _filled;

    /// <summary>How long until one can be taken: zero for now, infinite when the rate is none. A rate that is no number limits nothing.</summary>
    public TimeSpan Wait(double rate, DateTimeOffset now)
    {
        if (double.IsNaN(rate) || double.IsPositiveInfinity(rate))
        {
            return TimeSpan.Zero;
        }

        if (rate <= 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var most = rate + 1;
        _tokens = double.IsNaN(_tokens) ? most : Math.Min(most, _tokens + ((now - _filled).TotalSeconds * rate));
        _filled = now;
        return _tokens >= 1
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(Math.Min((1 - _tokens) / rate, LongestWait.TotalSeconds)) + TimeSpan.FromMilliseconds(1);
    }

    /// <summary>To be called when <see cref="Wait"/> was zero.</summary>
    public void Take() => _tokens--;
}

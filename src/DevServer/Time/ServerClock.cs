namespace BackgroundAgent.DevServer.Time;

/// <summary>
/// The server's clock: the given provider plus the time skipped so far. Everything that has a due time asks this clock,
/// so that skipping is one number.
/// </summary>
internal sealed class ServerClock(TimeProvider provider) : TimeProvider
{
    private long _skippedTicks;

    public TimeProvider Real => provider;

    public TimeSpan Skipped => TimeSpan.FromTicks(Interlocked.Read(ref _skippedTicks));

    public override long TimestampFrequency => provider.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => provider.GetUtcNow() + Skipped;

    public override long GetTimestamp() => provider.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        provider.CreateTimer(callback, state, dueTime, period);

    public void SkipBy(TimeSpan amount)
    {
        if (amount > TimeSpan.Zero)
        {
            Interlocked.Add(ref _skippedTicks, amount.Ticks);
        }
    }
}

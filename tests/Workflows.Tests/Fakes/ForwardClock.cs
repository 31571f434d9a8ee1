namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>The system's clock, which can be put forward.</summary>
internal sealed class ForwardClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref ahead));

    public void PutForward(TimeSpan time) => Interlocked.Add(ref ahead, time.Ticks);
}

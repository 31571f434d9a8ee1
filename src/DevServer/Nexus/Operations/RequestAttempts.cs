namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>A request that is made until it succeeds, with growing pauses: how often, when last, how that failed, when again.</summary>
internal sealed class RequestAttempts
{
    public int Count { get; private set; }

    public DateTimeOffset? LastTime { get; private set; }

    public Failure? LastFailure { get; private set; }

    /// <summary>When the next attempt is due; null while none is put off.</summary>
    public DateTimeOffset? NextTime { get; private set; }

    public bool IsBackingOff => NextTime is not null;

    public void Done(DateTimeOffset now, Failure? failure = null)
    {
        Count++;
        LastTime = now;
        LastFailure = failure;
        NextTime = null;
    }

    public void PutOff(DateTimeOffset now, Failure failure, RetryPause pause)
    {
        Done(now, failure);
        NextTime = now + pause.After(Count);
    }

    /// <summary>The pause is over.</summary>
    public void Resume() => NextTime = null;

    public AttemptsSide? ToSide() => Count == 0 ? null : new AttemptsSide
    {
        Count = Count,
        LastTicks = LastTime?.UtcTicks ?? 0,
        NextTicks = NextTime?.UtcTicks ?? 0,
        LastFailure = LastFailure?.ToByteArray(),
    };

    public void Restore(AttemptsSide? side)
    {
        if (side is null)
        {
            return;
        }

        Count = side.Count;
        LastTime = side.LastTicks == 0 ? null : new DateTimeOffset(side.LastTicks, TimeSpan.Zero);
        NextTime = side.NextTicks == 0 ? null : new DateTimeOffset(side.NextTicks, TimeSpan.Zero);
        LastFailure = side.LastFailure is null ? null : Failure.Parser.ParseFrom(side.LastFailure);
    }
}

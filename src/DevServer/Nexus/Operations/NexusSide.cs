namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>The attempts to start and to cancel one operation, as stored.</summary>
internal sealed class NexusSide
{
    public long ScheduledId { get; set; }

    public AttemptsSide? Start { get; set; }

    public AttemptsSide? Cancel { get; set; }
}

internal sealed class AttemptsSide
{
    public int Count { get; set; }

    public long LastTicks { get; set; }

    public long NextTicks { get; set; }

    /// <summary>A serialized Failure.</summary>
    public byte[]? LastFailure { get; set; }
}

namespace BackgroundAgent.DevServer.Time;

/// <summary>Something that wants to be called when a moment has come.</summary>
internal interface IDeadlineOwner
{
    /// <summary>Called on a pool thread, never under a lock of the queue. May register the next deadline.</summary>
    void OnDue(DateTimeOffset now);
}

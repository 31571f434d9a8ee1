namespace BackgroundAgent.DevServer.Time;

/// <summary>Something that wants to be called when a moment has come.</summary>
internal interface IDeadlineOwner
{
    /// <summary>Called on the thread of the deadlines, never under a lock of the queue. May register the next deadline.</summary>
    void OnDue(DateTimeOffset now);
}

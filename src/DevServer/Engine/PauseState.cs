namespace BackgroundAgent.DevServer.Engine;

/// <summary>Whether the workflow is paused, by whom and why.</summary>
internal sealed class PauseState
{
    public string? Identity { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset? Time { get; private set; }

    public bool IsPaused => Time is not null;

    public void Apply(HistoryEvent e)
    {
        if (e.EventType == EventType.WorkflowExecutionPaused)
        {
            var paused = e.WorkflowExecutionPausedEventAttributes;
            (Identity, Reason, Time) = (paused.Identity, paused.Reason, e.EventTime.ToDateTimeOffset());
        }
        else if (e.EventType == EventType.WorkflowExecutionUnpaused)
        {
            (Identity, Reason, Time) = (null, null, null);
        }
    }

    public void Restore(SideState side)
    {
        if (side.PauseTicks != 0)
        {
            (Identity, Reason, Time) = (side.PauseIdentity, side.PauseReason, new DateTimeOffset(side.PauseTicks, TimeSpan.Zero));
        }
    }
}

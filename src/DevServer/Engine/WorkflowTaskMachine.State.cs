namespace BackgroundAgent.DevServer.Engine;

/// <summary>How events and the stored side state set the workflow task.</summary>
internal sealed partial class WorkflowTaskMachine
{
    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowTaskScheduled:
                ScheduledId = e.EventId;
                StartedId = 0;
                Attempt = Math.Max(1, e.WorkflowTaskScheduledEventAttributes.Attempt);
                ScheduledTime = e.EventTime.ToDateTimeOffset();
                OriginalScheduledTime = ScheduledTime;
                OnStickyQueue = e.WorkflowTaskScheduledEventAttributes.TaskQueue?.Kind == TaskQueueKind.Sticky;
                break;
            case EventType.WorkflowTaskStarted:
                ApplyStarted(e);
                break;
            case EventType.WorkflowTaskCompleted:
                LastStartedId = e.WorkflowTaskCompletedEventAttributes.StartedEventId;
                LastCompletedId = e.EventId;
                FirstCompletedId = FirstCompletedId == 0 ? e.EventId : FirstCompletedId;
                Attempt = 1;
                Problems.Forget();
                Clear();
                break;
            case EventType.WorkflowTaskFailed:
                Problems.Note(e);
                Repeat(_failedOnSticky);
                Clear();
                break;
            case EventType.WorkflowTaskTimedOut:
                // A sticky queue nobody polls says nothing about the workflow, so it does not count as an attempt.
                Problems.Note(e);
                Repeat(_failedOnSticky || e.WorkflowTaskTimedOutEventAttributes.TimeoutType == TimeoutType.ScheduleToStart);
                Clear();
                break;
            default:
                break;
        }
    }

    public WorkflowTaskSide? ToSide()
    {
        if (!IsPending && StickyQueue.Length == 0 && Attempt == 1 && Problems.InARow == 0)
        {
            return null;
        }

        var side = new WorkflowTaskSide { Attempt = Attempt, ProblemsInARow = Problems.InARow, StickyQueue = StickyQueue, StickyTimeoutTicks = StickyTimeout.Ticks };
        if (IsPending && !IsSpeculative)
        {
            side.ScheduledId = ScheduledId;
            side.StartedId = StartedId;
            side.ScheduledTicks = ScheduledTime.UtcTicks;
            side.OriginalScheduledTicks = OriginalScheduledTime.UtcTicks;
            side.StartedTicks = StartedTime.UtcTicks;
            side.Identity = Identity;
            side.RequestId = RequestId;
            side.OnStickyQueue = OnStickyQueue;
            side.SuggestContinueAsNew = SuggestContinueAsNew;
            side.HistorySize = HistorySize;
        }

        return side;
    }

    public void Restore(WorkflowTaskSide? side)
    {
        if (side is null)
        {
            return;
        }

        Attempt = Math.Max(1, side.Attempt);
        Problems.Restore(side.ProblemsInARow);
        StickyQueue = side.StickyQueue ?? "";
        StickyTimeout = TimeSpan.FromTicks(side.StickyTimeoutTicks);
        if (side.ScheduledId == 0)
        {
            return;
        }

        ScheduledId = side.ScheduledId;
        StartedId = side.StartedId;
        ScheduledTime = new DateTimeOffset(side.ScheduledTicks, TimeSpan.Zero);
        OriginalScheduledTime = new DateTimeOffset(side.OriginalScheduledTicks, TimeSpan.Zero);
        StartedTime = new DateTimeOffset(side.StartedTicks, TimeSpan.Zero);
        Identity = side.Identity ?? "";
        RequestId = side.RequestId ?? "";
        OnStickyQueue = side.OnStickyQueue;
        SuggestContinueAsNew = side.SuggestContinueAsNew;
        HistorySize = side.HistorySize;
    }

    private void Repeat(bool sameAttempt)
    {
        _failedOnSticky = false;
        if (!sameAttempt)
        {
            Attempt++;
            Problems.Count();
        }
    }

    private void ApplyStarted(HistoryEvent e)
    {
        var started = e.WorkflowTaskStartedEventAttributes;
        StartedId = e.EventId;
        StartedTime = e.EventTime.ToDateTimeOffset();
        Identity = started.Identity;
        RequestId = started.RequestId;
        SuggestContinueAsNew = started.SuggestContinueAsNew;
        HistorySize = started.HistorySizeBytes;
    }

    private void Clear()
    {
        ScheduledId = 0;
        StartedId = 0;
        IsSpeculative = false;
        OnStickyQueue = false;
    }
}

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Buffered events get their numbers late; the numbers they quote of each other are filled in then.</summary>
internal static class BufferedLinks
{
    public static void Resolve(HistoryEvent e, Dictionary<long, long> activityStarts, ChildMachine children)
    {
        switch (e.EventType)
        {
            case EventType.ActivityTaskStarted:
                activityStarts[e.ActivityTaskStartedEventAttributes.ScheduledEventId] = e.EventId;
                break;
            case EventType.ActivityTaskCompleted when e.ActivityTaskCompletedEventAttributes is { StartedEventId: 0 } a:
                a.StartedEventId = activityStarts.GetValueOrDefault(a.ScheduledEventId);
                break;
            case EventType.ActivityTaskFailed when e.ActivityTaskFailedEventAttributes is { StartedEventId: 0 } a:
                a.StartedEventId = activityStarts.GetValueOrDefault(a.ScheduledEventId);
                break;
            case EventType.ActivityTaskTimedOut when e.ActivityTaskTimedOutEventAttributes is { StartedEventId: 0 } a:
                a.StartedEventId = activityStarts.GetValueOrDefault(a.ScheduledEventId);
                break;
            case EventType.ActivityTaskCanceled when e.ActivityTaskCanceledEventAttributes is { StartedEventId: 0 } a:
                a.StartedEventId = activityStarts.GetValueOrDefault(a.ScheduledEventId);
                break;
            case EventType.ChildWorkflowExecutionStarted:
                children.NumberStarted(e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId, e.EventId);
                break;
            default:
                ResolveChild(e, children);
                break;
        }
    }

    private static void ResolveChild(HistoryEvent e, ChildMachine children)
    {
        if (e.ChildWorkflowExecutionCompletedEventAttributes is { StartedEventId: 0 } completed)
        {
            completed.StartedEventId = children.StartedNumber(completed.InitiatedEventId);
        }
        else if (e.ChildWorkflowExecutionFailedEventAttributes is { StartedEventId: 0 } failed)
        {
            failed.StartedEventId = children.StartedNumber(failed.InitiatedEventId);
        }
        else if (e.ChildWorkflowExecutionCanceledEventAttributes is { StartedEventId: 0 } canceled)
        {
            canceled.StartedEventId = children.StartedNumber(canceled.InitiatedEventId);
        }
        else if (e.ChildWorkflowExecutionTimedOutEventAttributes is { StartedEventId: 0 } timedOut)
        {
            timedOut.StartedEventId = children.StartedNumber(timedOut.InitiatedEventId);
        }
        else if (e.ChildWorkflowExecutionTerminatedEventAttributes is { StartedEventId: 0 } terminated)
        {
            terminated.StartedEventId = children.StartedNumber(terminated.InitiatedEventId);
        }
    }
}

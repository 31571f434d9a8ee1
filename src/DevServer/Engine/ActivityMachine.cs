namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// Activities: scheduled → (started → back-off)* → completed, failed, timed out or cancelled. Attempts are not events:
/// the started event is written together with the one that ends the activity.
/// </summary>
internal sealed partial class ActivityMachine(Run run)
{
    private readonly Dictionary<long, Activity> _pending = [];

    public IReadOnlyCollection<Activity> Pending => _pending.Values;

    /// <summary>One that waits for a worker does not count: nobody may ever take it.</summary>
    public bool IsBusy => _pending.Values.Any(a => a.IsStarted);

    public Activity? Find(long scheduledId) => _pending.GetValueOrDefault(scheduledId);

    public Activity? FindById(string activityId) => _pending.Values.FirstOrDefault(a => a.Id == activityId);

    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.ActivityTaskScheduled:
                _pending[e.EventId] = new Activity(e.EventId, e.ActivityTaskScheduledEventAttributes, e.EventTime.ToDateTimeOffset());
                break;
            case EventType.ActivityTaskCancelRequested:
                if (Find(e.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId) is { } activity)
                {
                    activity.CancelRequestedId = e.EventId;
                }

                break;
            case EventType.ActivityTaskCompleted:
                _pending.Remove(e.ActivityTaskCompletedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskFailed:
                _pending.Remove(e.ActivityTaskFailedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskTimedOut:
                _pending.Remove(e.ActivityTaskTimedOutEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskCanceled:
                _pending.Remove(e.ActivityTaskCanceledEventAttributes.ScheduledEventId);
                break;
            default:
                break;
        }
    }

    public Activity Schedule(ActivityTaskScheduledEventAttributes attributes, bool offer)
    {
        var e = run.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskScheduled,
            ActivityTaskScheduledEventAttributes = attributes,
        });
        var activity = _pending[e.EventId];
        if (offer)
        {
            Offer(activity);
        }

        return activity;
    }

    public void Offer(Activity activity)
    {
        activity.BackoffUntil = null;
        activity.Stamp++;
        run.MarkDirty();
        if (!activity.IsPaused && !run.Pause.IsPaused)
        {
            run.Add(new Effect(EffectKind.OfferActivity, activity.ScheduledId));
        }
    }

    public void Start(Activity activity, string identity, string requestId)
    {
        activity.StartedTime = run.Now;
        activity.HeartbeatTime = null;
        activity.Identity = identity;
        activity.RequestId = requestId;
        run.MarkDirty();
    }

    /// <summary>Takes a start back, for a poll whose caller was gone.</summary>
    public void Unstart(Activity activity)
    {
        activity.StartedTime = null;
        Offer(activity);
    }

    public void Heartbeat(Activity activity, Payloads? details)
    {
        activity.HeartbeatTime = run.Now;
        activity.HeartbeatDetails = details;
        run.MarkDirty();
    }

    public void Complete(Activity activity, Payloads? result, string identity)
    {
        var startedId = WriteStarted(activity);
        run.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskCompleted,
            ActivityTaskCompletedEventAttributes = new()
            {
                ScheduledEventId = activity.ScheduledId,
                StartedEventId = startedId,
                Result = result,
                Identity = identity,
            },
        });
        run.WakeWorkflow();
    }

    /// <summary>The workflow is not woken here: when its own command cancels, the task for it comes after all that the commands make.</summary>
    public void Cancel(Activity activity, Payloads? details, string identity)
    {
        var startedId = activity.IsStarted ? WriteStarted(activity) : 0;
        run.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskCanceled,
            ActivityTaskCanceledEventAttributes = new()
            {
                ScheduledEventId = activity.ScheduledId,
                StartedEventId = startedId,
                Details = details,
                Identity = identity,
                LatestCancelRequestedEventId = activity.CancelRequestedId,
            },
        });
    }

    /// <summary>An attempt failed: another one after the back-off, or the end of the activity.</summary>
    public void Fail(Activity activity, Failure failure, string identity)
    {
        var state = TryRetry(activity, failure);
        if (state == RetryState.InProgress)
        {
            return;
        }

        var startedId = WriteStarted(activity);
        run.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskFailed,
            ActivityTaskFailedEventAttributes = new()
            {
                ScheduledEventId = activity.ScheduledId,
                StartedEventId = startedId,
                Failure = failure,
                Identity = identity,
                RetryState = state,
            },
        });
        run.WakeWorkflow();
    }

    /// <summary>Writes the started event of the last attempt; zero when it is buffered and gets its number later.</summary>
    private long WriteStarted(Activity activity) => run.Add(new HistoryEvent
    {
        EventType = EventType.ActivityTaskStarted,
        EventTime = (activity.StartedTime ?? run.Now).ToProto(),
        ActivityTaskStartedEventAttributes = new()
        {
            ScheduledEventId = activity.ScheduledId,
            Identity = activity.Identity,
            RequestId = activity.RequestId,
            Attempt = activity.Attempt,
            LastFailure = activity.LastFailure,
            WorkerVersion = activity.WorkerVersion,
        },
    }).EventId;
}

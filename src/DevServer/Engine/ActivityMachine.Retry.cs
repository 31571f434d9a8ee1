namespace BackgroundAgent.DevServer.Engine;

/// <summary>Retries and timeouts of activities.</summary>
internal sealed partial class ActivityMachine
{
    public DateTimeOffset? Deadline
    {
        get
        {
            DateTimeOffset? earliest = null;
            foreach (var activity in _pending.Values)
            {
                earliest = ProtoTime.Earliest(earliest, NextDue(activity).Due);
            }

            return earliest;
        }
    }

    public void FireDue(DateTimeOffset now)
    {
        foreach (var activity in _pending.Values.ToList())
        {
            // Several things may be due at once; each round takes the earliest, and ends when the activity is gone.
            while (_pending.ContainsKey(activity.ScheduledId) && NextDue(activity) is { Due: { } due } next && due <= now)
            {
                if (next.Timeout == TimeoutType.Unspecified)
                {
                    activity.ScheduledTime = now;
                    Offer(activity);
                }
                else
                {
                    TimeOut(activity, next.Timeout);
                }
            }
        }
    }

    /// <summary>Times out what these workers have begun: they are known to have ended.</summary>
    public void GiveUpOn(ISet<string> workers)
    {
        foreach (var activity in _pending.Values.Where(a => a.IsStarted && workers.Contains(a.Identity)).ToList())
        {
            TimeOut(activity, activity.Options.HeartbeatTimeout.ToSpan() > TimeSpan.Zero ? TimeoutType.Heartbeat : TimeoutType.StartToClose);
        }
    }

    public RetryState TryRetry(Activity activity, Failure failure)
    {
        if (activity is { IsPaused: true, ResetRequested: false, CancelRequested: false, RetryPolicy: { } policy } && RetryRule.IsRetryable(failure, policy))
        {
            // A paused activity waits, however many attempts it had.
            activity.LastAttemptCompleted = run.Now;
            activity.LastFailure = RetryRule.Shorten(failure);
            activity.StartedTime = null;
            activity.HeartbeatTime = null;
            activity.Attempt++;
            run.MarkDirty();
            return RetryState.InProgress;
        }

        var decision = RetryRule.Decide(new RetryRule.Question(
            activity.RetryPolicy, failure, activity.Attempt, run.Now, activity.Expiration, activity.CancelRequested));
        var state = activity.ResetRequested && decision.State == RetryState.MaximumAttemptsReached ? RetryState.InProgress : decision.State;
        if (state != RetryState.InProgress)
        {
            return state;
        }

        activity.LastAttemptCompleted = run.Now;
        activity.LastFailure = RetryRule.Shorten(failure);
        activity.StartedTime = null;
        activity.HeartbeatTime = null;
        activity.Attempt++;
        activity.CurrentRetryInterval = decision.Backoff;
        activity.BackoffUntil = run.Now + decision.Backoff;
        ApplyReset(activity);
        run.MarkDirty();
        return state;
    }

    private void ApplyReset(Activity activity)
    {
        if (activity.ResetHeartbeat)
        {
            activity.HeartbeatDetails = null;
            activity.ResetHeartbeat = false;
        }

        if (activity.ResetRequested)
        {
            activity.ResetRequested = false;
            activity.Attempt = 1;
            activity.BackoffUntil = run.Now;
        }
    }

    private void TimeOut(Activity activity, TimeoutType type)
    {
        var failure = new Failure
        {
            Message = $"activity {type} timeout",
            Source = "Server",
            TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = type, LastHeartbeatDetails = activity.HeartbeatDetails },
        };
        var final = type is TimeoutType.ScheduleToStart or TimeoutType.ScheduleToClose;
        var state = final ? RetryState.Timeout : TryRetry(activity, failure);
        if (state == RetryState.InProgress)
        {
            return;
        }

        if (state == RetryState.Timeout && !final)
        {
            failure.Message = "Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying";
            failure.TimeoutFailureInfo.TimeoutType = TimeoutType.ScheduleToClose;
        }

        failure.Cause = activity.LastFailure;
        var startedId = activity.IsStarted ? WriteStarted(activity) : 0;
        run.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskTimedOut,
            ActivityTaskTimedOutEventAttributes = new()
            {
                ScheduledEventId = activity.ScheduledId,
                StartedEventId = startedId,
                Failure = failure,
                RetryState = state,
            },
        });
        run.WakeWorkflow();
    }

    private static (DateTimeOffset? Due, TimeoutType Timeout) NextDue(Activity activity)
    {
        var (due, type) = (activity.Expiration, TimeoutType.ScheduleToClose);
        if (activity.IsStarted)
        {
            Take(activity.Options.StartToCloseTimeout, activity.StartedTime, TimeoutType.StartToClose);
            Take(activity.Options.HeartbeatTimeout, activity.HeartbeatTime ?? activity.StartedTime, TimeoutType.Heartbeat);
        }
        else if (activity.IsBackingOff)
        {
            if (!activity.IsPaused && (due is null || activity.BackoffUntil <= due))
            {
                (due, type) = (activity.BackoffUntil, TimeoutType.Unspecified);
            }
        }
        else if (!activity.IsPaused)
        {
            Take(activity.Options.ScheduleToStartTimeout, activity.ScheduledTime, TimeoutType.ScheduleToStart);
        }

        return (due, type);

        void Take(Duration? timeout, DateTimeOffset? from, TimeoutType candidate)
        {
            if (timeout.ToSpan() is var span && span > TimeSpan.Zero && from + span is { } at && (due is null || at < due))
            {
                (due, type) = (at, candidate);
            }
        }
    }
}

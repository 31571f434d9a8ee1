using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Activity.V1;

namespace BackgroundAgent.DevServer.Standalone;

/// <summary>
/// An activity that belongs to no workflow: scheduled → started → … → closed, with the same retries and timeouts as one that does.
/// Everything needs <see cref="Gate"/>.
/// </summary>
internal sealed class StandaloneActivity
{
    private TaskCompletionSource? _changed;

    public Lock Gate { get; } = new();

    public required string Namespace { get; init; }

    /// <summary>What descriptions show; also the state itself.</summary>
    public required ActivityExecutionInfo Info { get; init; }

    public Payloads? Input { get; init; }

    public ActivityExecutionOutcome? Outcome { get; private set; }

    public string StartRequestId { get; init; } = "";

    public string CancelRequestId { get; set; } = "";

    /// <summary>Who asked for cancellation, which is also who the failure of a canceled activity names.</summary>
    public string CancelIdentity { get; set; } = "";

    public string TerminateRequestId { get; set; } = "";

    /// <summary>When this attempt was put into its queue.</summary>
    public DateTimeOffset AttemptScheduled { get; set; }

    public bool IsDeleted { get; set; }

    public Task LastCommit { get; set; } = Task.CompletedTask;

    public string Key => $"{Namespace}\n{Info.ActivityId}\n{Info.RunId}";

    public bool IsOpen => Info.Status == ActivityExecutionStatus.Running;

    public bool IsStarted => IsOpen && Info.RunState is PendingActivityState.Started or PendingActivityState.CancelRequested;

    public bool CancelRequested => Info.RunState == PendingActivityState.CancelRequested;

    public DateTimeOffset? Deadline
    {
        get
        {
            if (!IsOpen)
            {
                return null;
            }

            var due = Info.ExpirationTime?.ToDateTimeOffset();
            if (!IsStarted)
            {
                return ProtoTime.Earliest(due, Info.NextAttemptScheduleTime?.ToDateTimeOffset() ?? After(AttemptScheduled, Info.ScheduleToStartTimeout));
            }

            due = ProtoTime.Earliest(due, After(Info.LastStartedTime.ToDateTimeOffset(), Info.StartToCloseTimeout));
            return ProtoTime.Earliest(due, HeartbeatDue);
        }
    }

    private DateTimeOffset? HeartbeatDue => After((Info.LastHeartbeatTime is { } last && last > Info.LastStartedTime ? last : Info.LastStartedTime).ToDateTimeOffset(),
        Info.HeartbeatTimeout);

    public void Start(string identity, DateTimeOffset now)
    {
        Info.RunState = PendingActivityState.Started;
        Info.LastStartedTime = now.ToProto();
        Info.LastWorkerIdentity = identity;
        Info.StateTransitionCount++;
    }

    public void Heartbeat(Payloads? details, DateTimeOffset now)
    {
        Info.LastHeartbeatTime = now.ToProto();
        Info.HeartbeatDetails = details;
        Info.TotalHeartbeatCount++;
        Info.StateTransitionCount++;
    }

    public void Complete(Payloads? result, DateTimeOffset now) =>
        Close(ActivityExecutionStatus.Completed, new ActivityExecutionOutcome { Result = result ?? new Payloads() }, now);

    /// <summary>The attempt failed: another one follows after a pause, or the activity ends.</summary>
    public void Fail(Failure failure, DateTimeOffset now)
    {
        Info.LastFailure = failure;
        Info.LastAttemptCompleteTime = now.ToProto();
        var answer = RetryRule.Decide(new RetryRule.Question(
            Info.RetryPolicy, failure, Info.Attempt, now, Info.ExpirationTime?.ToDateTimeOffset(), CancelRequested));
        if (answer.State == RetryState.InProgress)
        {
            Info.Attempt++;
            Info.RunState = PendingActivityState.Scheduled;
            Info.CurrentRetryInterval = answer.Backoff.ToProto();
            Info.NextAttemptScheduleTime = (now + answer.Backoff).ToProto();
            Info.StateTransitionCount++;
            return;
        }

        var timedOut = failure.TimeoutFailureInfo is not null;
        Close(timedOut ? ActivityExecutionStatus.TimedOut : ActivityExecutionStatus.Failed, new ActivityExecutionOutcome { Failure = failure }, now);
    }

    public void Cancel(Payloads? details, DateTimeOffset now) => Close(
        ActivityExecutionStatus.Canceled,
        new ActivityExecutionOutcome
        {
            Failure = new Failure { Message = "Activity canceled", CanceledFailureInfo = new CanceledFailureInfo { Details = details, Identity = CancelIdentity } },
        },
        now);

    public void Terminate(string reason, string identity, DateTimeOffset now) => Close(
        ActivityExecutionStatus.Terminated,
        new ActivityExecutionOutcome { Failure = new Failure { Message = reason, TerminatedFailureInfo = new TerminatedFailureInfo { Identity = identity } } },
        now);

    /// <summary>Does what is due; true when the activity has to be offered to its queue.</summary>
    public bool FireDue(DateTimeOffset now)
    {
        if (!IsOpen)
        {
            return false;
        }

        if (!IsStarted && Info.NextAttemptScheduleTime is null && After(AttemptScheduled, Info.ScheduleToStartTimeout) <= now)
        {
            TimeOut(TimeoutType.ScheduleToStart, now);
        }
        else if (Info.ExpirationTime?.ToDateTimeOffset() <= now)
        {
            TimeOut(TimeoutType.ScheduleToClose, now);
        }
        else if (IsStarted && After(Info.LastStartedTime.ToDateTimeOffset(), Info.StartToCloseTimeout) <= now)
        {
            Fail(TimeoutFailure(TimeoutType.StartToClose), now);
        }
        else if (IsStarted && HeartbeatDue <= now)
        {
            Fail(TimeoutFailure(TimeoutType.Heartbeat), now);
        }
        else if (!IsStarted && Info.NextAttemptScheduleTime?.ToDateTimeOffset() <= now)
        {
            Info.NextAttemptScheduleTime = null;
            AttemptScheduled = now;
            return true;
        }

        return false;
    }

    /// <summary>Ends with the next change.</summary>
    public Task NextChange() => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public TaskCompletionSource? TakeChanged()
    {
        var changed = _changed;
        _changed = null;
        return changed;
    }

    public void Restore(ActivityExecutionOutcome outcome) => Outcome = outcome.ValueCase == ActivityExecutionOutcome.ValueOneofCase.None ? null : outcome;

    private void TimeOut(TimeoutType type, DateTimeOffset now) =>
        Close(ActivityExecutionStatus.TimedOut, new ActivityExecutionOutcome { Failure = TimeoutFailure(type) }, now);

    private void Close(ActivityExecutionStatus status, ActivityExecutionOutcome outcome, DateTimeOffset now)
    {
        Info.Status = status;
        Info.RunState = PendingActivityState.Unspecified;
        Info.CloseTime = now.ToProto();
        Info.ExecutionDuration = (now - Info.ScheduleTime.ToDateTimeOffset()).ToProto();
        Info.NextAttemptScheduleTime = null;
        Info.CurrentRetryInterval = null;
        Info.StateTransitionCount++;
        if (Info.LastStartedTime is not null)
        {
            Info.LastAttemptCompleteTime = now.ToProto();
        }

        Outcome = outcome;
    }

    private Failure TimeoutFailure(TimeoutType type) => new()
    {
        Message = $"activity {type} timeout",
        Source = "Server",
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = type, LastHeartbeatDetails = Info.HeartbeatDetails },
    };

    private static DateTimeOffset? After(DateTimeOffset from, Duration? timeout) =>
        timeout.ToSpan() is var span && span > TimeSpan.Zero ? from + span : null;
}

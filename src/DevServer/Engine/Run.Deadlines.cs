namespace BackgroundAgent.DevServer.Engine;

/// <summary>What is due when, and what happens then.</summary>
internal sealed partial class Run
{
    /// <summary>The earliest moment this run is registered for in the deadline queue.</summary>
    public DateTimeOffset? RegisteredDeadline { get; set; }

    /// <summary>This run's entry in the deadline queue, however often it is registered.</summary>
    public RunDeadline? DeadlineOwner { get; set; }

    /// <summary>True while a worker has something to do for this run: time must not be skipped then.</summary>
    public bool IsBusy => IsOpen && ((WorkflowTask.IsPending && !Pause.IsPaused) || Activities.IsBusy || Nexus.IsBusy);

    public bool CountedBusy { get; set; }

    public DateTimeOffset? Deadline
    {
        get
        {
            if (!IsOpen || Facts.StartEvent is null)
            {
                return null;
            }

            var earliest = Facts.RunExpiration;
            if (!BackoffOver)
            {
                earliest = ProtoTime.Earliest(earliest, Facts.ExecutionTime);
            }

            earliest = ProtoTime.Earliest(earliest, WorkflowTask.Deadline);
            earliest = ProtoTime.Earliest(earliest, Timers.Deadline);
            earliest = ProtoTime.Earliest(earliest, Nexus.Deadline);
            return ProtoTime.Earliest(earliest, Activities.Deadline);
        }
    }

    /// <summary>Does everything due except the end of the run, which needs its surroundings (retry, cron).</summary>
    public void FireDue(DateTimeOffset now)
    {
        if (!BackoffOver && Facts.ExecutionTime <= now)
        {
            EndBackoff();
            WakeWorkflow();
        }

        if (WorkflowTask.Deadline is { } due && due <= now)
        {
            TimeOutWorkflowTask();
        }

        if (Timers.Deadline <= now)
        {
            Timers.FireDue(now);
        }

        Nexus.FireDue(now);
        Activities.FireDue(now);
    }

    public void TimeOutWorkflowTask()
    {
        if (WorkflowTask.IsStarted)
        {
            WorkflowTask.TimeOut(TimeoutType.StartToClose);
            LiveUpdates.Unsend();
        }
        else
        {
            WorkflowTask.TimeOut(TimeoutType.ScheduleToStart);
        }

        GoOnAfterFailedTask();
    }

    /// <summary>A task failed or was lost: it is tried again. What came while it ran makes that a first attempt.</summary>
    public void GoOnAfterFailedTask()
    {
        if (HasBuffered)
        {
            FlushBuffered();
            WorkflowTask.ForgetAttempts();
        }

        WakeWorkflow();
    }
}

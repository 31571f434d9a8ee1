using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>Schedule and cancel activities.</summary>
internal static class ActivityCommands
{
    private const WorkflowTaskFailedCause BadSchedule = WorkflowTaskFailedCause.BadScheduleActivityAttributes;

    public static Activity Schedule(Run run, ScheduleActivityTaskCommandAttributes command, long completedId, bool offer, AttributeChecks checks)
    {
        Check(run, command, checks);
        var (scheduleToClose, scheduleToStart, startToClose, heartbeat) = Timeouts(run, command);
        var attributes = new ActivityTaskScheduledEventAttributes
        {
            ActivityId = command.ActivityId,
            ActivityType = command.ActivityType,
            TaskQueue = new TaskQueue
            {
                Name = command.TaskQueue is { Name.Length: > 0 } queue ? queue.Name : run.Facts.TaskQueue,
                Kind = TaskQueueKind.Normal,
            },
            Header = command.Header,
            Input = command.Input,
            ScheduleToCloseTimeout = scheduleToClose.ToProto(),
            ScheduleToStartTimeout = scheduleToStart.ToProto(),
            StartToCloseTimeout = startToClose.ToProto(),
            HeartbeatTimeout = heartbeat.ToProto(),
            WorkflowTaskCompletedEventId = completedId,
            RetryPolicy = RetryRule.WithDefaults(command.RetryPolicy),
            UseWorkflowBuildId = command.UseWorkflowBuildId,
            Priority = command.Priority,
        };
        return run.Activities.Schedule(attributes, offer);
    }

    /// <summary>True when the activity had not started and is cancelled at once.</summary>
    public static bool RequestCancel(Run run, RequestCancelActivityTaskCommandAttributes command, long completedId)
    {
        if (command.ScheduledEventId == 0)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, "ScheduledEventId is not set on RequestCancelActivityTaskCommand.");
        }

        if (!run.Log.Contains(command.ScheduledEventId) || run.Log[command.ScheduledEventId].EventType != EventType.ActivityTaskScheduled)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.BadRequestCancelActivityAttributes,
                $"invalid history builder state for action: add-activitytask-cancel-requested-event, ScheduledEventID: {command.ScheduledEventId}");
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskCancelRequested,
            ActivityTaskCancelRequestedEventAttributes = new()
            {
                ScheduledEventId = command.ScheduledEventId,
                WorkflowTaskCompletedEventId = completedId,
            },
        });
        if (run.Activities.Find(command.ScheduledEventId) is not { IsStarted: false } activity)
        {
            return false;
        }

        run.Activities.Cancel(activity, EncodedText("ACTIVITY_ID_NOT_STARTED"), "");
        return true;
    }

    private static Payloads EncodedText(string text)
    {
        var payload = new Payload { Data = ByteString.CopyFromUtf8('"' + text + '"') };
        payload.Metadata["encoding"] = ByteString.CopyFromUtf8("json/plain");
        return new Payloads { Payloads_ = { payload } };
    }

    private static void Check(Run run, ScheduleActivityTaskCommandAttributes command, AttributeChecks checks)
    {
        var where = $"ActivityId={command.ActivityId} ActivityType={command.ActivityType?.Name}";
        if (command.ActivityId.Length == 0)
        {
            throw new BadCommandException(BadSchedule, "activityId is not set");
        }

        if (command.ActivityType is not { Name.Length: > 0 })
        {
            throw new BadCommandException(BadSchedule, $"activityType is not set. ActivityID={command.ActivityId}");
        }

        CheckLength("activityId", command.ActivityId);
        CheckLength("activityType", command.ActivityType.Name);
        CheckTimeouts(command, where);
        if (command.ScheduleToCloseTimeout.ToSpan() <= TimeSpan.Zero && command.StartToCloseTimeout.ToSpan() <= TimeSpan.Zero)
        {
            throw new BadCommandException(BadSchedule, $"a valid StartToClose or ScheduleToCloseTimeout is not set on ScheduleActivityTaskCommand. {where}");
        }

        if (RetryPolicyChecks.Fault(command.RetryPolicy) is { } fault)
        {
            throw new BadCommandException(BadSchedule, $"Invalid ActivityRetryPolicy on ScheduleActivityTaskCommand: {fault}. {where}");
        }

        if (run.Activities.FindById(command.ActivityId) is not null)
        {
            throw new BadCommandException(WorkflowTaskFailedCause.ScheduleActivityDuplicateId, "ScheduleActivityDuplicateId");
        }

        if (run.Activities.Pending.Count >= Limits.PendingOfAKind)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.PendingActivitiesLimitExceeded,
                $"the number of pending activities, {run.Activities.Pending.Count}, has reached the per-workflow limit of {Limits.PendingOfAKind}");
        }

        checks.Size(command.Input, BadSchedule, "ScheduleActivityTaskCommandAttributes.Input");
    }

    private static void CheckLength(string name, string value)
    {
        if (value.Length > Limits.MaxIdLength)
        {
            throw new BadCommandException(BadSchedule, $"{name} exceeds length limit. Length={value.Length} Limit={Limits.MaxIdLength}");
        }
    }

    private static void CheckTimeouts(ScheduleActivityTaskCommandAttributes command, string where)
    {
        foreach (var (name, value) in new (string, Duration?)[]
        {
            ("ScheduleToCloseTimeout", command.ScheduleToCloseTimeout), ("ScheduleToStartTimeout", command.ScheduleToStartTimeout),
            ("StartToCloseTimeout", command.StartToCloseTimeout), ("HeartbeatTimeout", command.HeartbeatTimeout),
        })
        {
            if (value.IsNegative())
            {
                throw new BadCommandException(BadSchedule, $"invalid {name}: negative duration. {where}");
            }
        }
    }

    private static (TimeSpan ScheduleToClose, TimeSpan ScheduleToStart, TimeSpan StartToClose, TimeSpan Heartbeat) Timeouts(
        Run run, ScheduleActivityTaskCommandAttributes command)
    {
        var close = command.ScheduleToCloseTimeout.ToSpan();
        var start = command.ScheduleToStartTimeout.ToSpan();
        var work = command.StartToCloseTimeout.ToSpan();
        var runTimeout = run.Facts.Started.WorkflowRunTimeout.ToSpan();
        if (close > TimeSpan.Zero)
        {
            start = start > TimeSpan.Zero ? Least(start, close) : close;
            work = work > TimeSpan.Zero ? Least(work, close) : close;
        }
        else
        {
            close = runTimeout;
            start = start > TimeSpan.Zero ? start : runTimeout;
        }

        if (runTimeout > TimeSpan.Zero)
        {
            close = Least(close, runTimeout);
            start = Least(start, runTimeout);
            work = Least(work, runTimeout);
        }

        return (close, start, work, Least(command.HeartbeatTimeout.ToSpan(), work));
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

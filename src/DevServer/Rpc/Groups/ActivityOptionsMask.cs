namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Applies the options of a request that its field mask names.</summary>
internal static class ActivityOptionsMask
{
    public static ActivityTaskScheduledEventAttributes Apply(ActivityTaskScheduledEventAttributes current, UpdateActivityOptionsRequest request)
    {
        var changed = current.Clone();
        var from = request.ActivityOptions;
        foreach (var path in request.UpdateMask?.Paths ?? [])
        {
            switch (Normal(path))
            {
                case "taskqueue.name" or "taskqueue":
                    changed.TaskQueue = new TaskQueue { Name = from.TaskQueue?.Name ?? "", Kind = TaskQueueKind.Normal };
                    break;
                case "scheduletoclosetimeout":
                    changed.ScheduleToCloseTimeout = from.ScheduleToCloseTimeout;
                    break;
                case "scheduletostarttimeout":
                    changed.ScheduleToStartTimeout = from.ScheduleToStartTimeout;
                    break;
                case "starttoclosetimeout":
                    changed.StartToCloseTimeout = from.StartToCloseTimeout;
                    break;
                case "heartbeattimeout":
                    changed.HeartbeatTimeout = from.HeartbeatTimeout;
                    break;
                default:
                    ApplyRetry(changed, Normal(path), from.RetryPolicy ?? new RetryPolicy());
                    break;
            }
        }

        return changed;
    }

    private static void ApplyRetry(ActivityTaskScheduledEventAttributes changed, string path, RetryPolicy from)
    {
        changed.RetryPolicy ??= new RetryPolicy();
        switch (path)
        {
            case "retrypolicy":
                changed.RetryPolicy = Engine.RetryRule.WithDefaults(from);
                break;
            case "retrypolicy.initialinterval":
                changed.RetryPolicy.InitialInterval = from.InitialInterval;
                break;
            case "retrypolicy.backoffcoefficient":
                changed.RetryPolicy.BackoffCoefficient = from.BackoffCoefficient;
                break;
            case "retrypolicy.maximuminterval":
                changed.RetryPolicy.MaximumInterval = from.MaximumInterval;
                break;
            case "retrypolicy.maximumattempts":
                changed.RetryPolicy.MaximumAttempts = from.MaximumAttempts;
                break;
            default:
                // Unknown fields are passed over, as the genuine server does.
                break;
        }
    }

    /// <summary>Paths come in snake case or camel case.</summary>
    private static string Normal(string path) => path.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}

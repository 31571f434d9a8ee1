using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Activity.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Describes a pending activity.</summary>
internal static class ActivityDescription
{
    public static PendingActivityInfo Describe(Activity activity)
    {
        var info = new PendingActivityInfo
        {
            ActivityId = activity.Id,
            ActivityType = activity.Attributes.ActivityType,
            State = State(activity),
            HeartbeatDetails = activity.HeartbeatDetails,
            LastHeartbeatTime = activity.HeartbeatTime.ToProto(),
            LastStartedTime = activity.StartedTime.ToProto(),
            Attempt = activity.Attempt,
            MaximumAttempts = activity.RetryPolicy?.MaximumAttempts ?? 0,
            ScheduledTime = (activity.IsBackingOff ? activity.BackoffUntil!.Value : activity.ScheduledTime).ToProto(),
            ExpirationTime = activity.Expiration.ToProto(),
            LastFailure = activity.LastFailure,
            LastWorkerIdentity = activity.Identity,
            CurrentRetryInterval = activity.CurrentRetryInterval?.ToProto(),
            LastAttemptCompleteTime = activity.LastAttemptCompleted.ToProto(),
            NextAttemptScheduleTime = activity.BackoffUntil.ToProto(),
            Paused = activity.IsPaused,
            Priority = activity.Options.Priority,
            LastDeploymentVersion = activity.Deployment,
            ActivityOptions = Options(activity),
        };
        if (activity.IsPaused)
        {
            info.PauseInfo = new PendingActivityInfo.Types.PauseInfo
            {
                PauseTime = activity.PauseTime.ToProto(),
            };
            if (activity.PauseRule.Length > 0)
            {
                info.PauseInfo.Rule = new() { RuleId = activity.PauseRule, Identity = activity.PauseIdentity, Reason = activity.PauseReason };
            }
            else
            {
                info.PauseInfo.Manual = new() { Identity = activity.PauseIdentity, Reason = activity.PauseReason };
            }
        }

        return info;
    }

    public static ActivityOptions Options(Activity activity) => new()
    {
        TaskQueue = new TaskQueue { Name = activity.Options.TaskQueue.Name, NormalName = activity.Options.TaskQueue.Name },
        ScheduleToCloseTimeout = activity.Options.ScheduleToCloseTimeout,
        ScheduleToStartTimeout = activity.Options.ScheduleToStartTimeout,
        StartToCloseTimeout = activity.Options.StartToCloseTimeout,
        HeartbeatTimeout = activity.Options.HeartbeatTimeout,
        RetryPolicy = activity.RetryPolicy,
    };

    private static PendingActivityState State(Activity activity)
    {
        if (activity.IsPaused)
        {
            return activity.IsStarted ? PendingActivityState.PauseRequested : PendingActivityState.Paused;
        }

        if (activity.CancelRequested)
        {
            return PendingActivityState.CancelRequested;
        }

        return activity.IsStarted ? PendingActivityState.Started : PendingActivityState.Scheduled;
    }
}

using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>The part of activities that is not in events.</summary>
internal sealed partial class ActivityMachine
{
    public List<ActivitySide>? ToSide() => _pending.Count == 0 ? null : [.. _pending.Values.Select(ToSide)];

    public void Restore(List<ActivitySide>? sides)
    {
        foreach (var side in sides ?? [])
        {
            if (Find(side.ScheduledId) is { } activity)
            {
                Restore(activity, side);
            }
        }
    }

    private static ActivitySide ToSide(Activity activity) => new()
    {
        ScheduledId = activity.ScheduledId,
        Attempt = activity.Attempt,
        Stamp = activity.Stamp,
        ScheduledTicks = activity.ScheduledTime.UtcTicks,
        StartedTicks = activity.StartedTime?.UtcTicks ?? 0,
        BackoffTicks = activity.BackoffUntil?.UtcTicks ?? 0,
        HeartbeatTicks = activity.HeartbeatTime?.UtcTicks ?? 0,
        CompletedTicks = activity.LastAttemptCompleted?.UtcTicks ?? 0,
        Identity = activity.Identity,
        RequestId = activity.RequestId,
        Heartbeat = activity.HeartbeatDetails?.ToByteArray(),
        LastFailure = activity.LastFailure?.ToByteArray(),
        Options = ReferenceEquals(activity.Options, activity.Attributes) ? null : activity.Options.ToByteArray(),
        PauseIdentity = activity.PauseIdentity,
        PauseReason = activity.PauseReason,
        PauseRule = activity.PauseRule.Length > 0 ? activity.PauseRule : null,
        PauseTicks = activity.PauseTime?.UtcTicks ?? 0,
        ResetRequested = activity.ResetRequested,
        ResetHeartbeat = activity.ResetHeartbeat,
        Deployment = activity.Deployment?.ToByteArray(),
    };

    private static void Restore(Activity activity, ActivitySide side)
    {
        activity.Attempt = side.Attempt;
        activity.Stamp = side.Stamp;
        activity.ScheduledTime = new DateTimeOffset(side.ScheduledTicks, TimeSpan.Zero);
        activity.StartedTime = Time(side.StartedTicks);
        activity.BackoffUntil = Time(side.BackoffTicks);
        activity.HeartbeatTime = Time(side.HeartbeatTicks);
        activity.LastAttemptCompleted = Time(side.CompletedTicks);
        activity.Identity = side.Identity ?? "";
        activity.RequestId = side.RequestId ?? "";
        activity.HeartbeatDetails = side.Heartbeat is null ? null : Payloads.Parser.ParseFrom(side.Heartbeat);
        activity.LastFailure = side.LastFailure is null ? null : Failure.Parser.ParseFrom(side.LastFailure);
        activity.PauseIdentity = side.PauseIdentity ?? "";
        activity.PauseReason = side.PauseReason ?? "";
        activity.PauseRule = side.PauseRule ?? "";
        activity.PauseTime = Time(side.PauseTicks);
        activity.ResetRequested = side.ResetRequested;
        activity.ResetHeartbeat = side.ResetHeartbeat;
        activity.Deployment = side.Deployment is null ? null : WorkerDeploymentVersion.Parser.ParseFrom(side.Deployment);
        if (side.Options is not null)
        {
            activity.Options = ActivityTaskScheduledEventAttributes.Parser.ParseFrom(side.Options);
        }
    }

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}

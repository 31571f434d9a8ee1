using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>Hands activity tasks to polling workers.</summary>
internal sealed class ActivityPoll(HistoryEngine engine)
{
    public async Task<PollActivityTaskQueueResponse?> TryStartAsync(ActivityMatch match, PollActivityTaskQueueRequest request, CancellationToken cancel)
    {
        var (response, commit) = engine.Change(match.Run, run =>
        {
            cancel.ThrowIfCancellationRequested();
            if (!run.IsOpen || run.Pause.IsPaused ||
                run.Activities.Find(match.ScheduledId) is not { IsStarted: false, IsBackingOff: false, IsPaused: false } activity ||
                activity.Stamp != match.Stamp)
            {
                return null;
            }

            if (engine.Rules.Pausing(run, activity) is { } rule)
            {
                (activity.PauseTime, activity.PauseRule) = (run.Now, rule.Spec.Id);
                (activity.PauseIdentity, activity.PauseReason) = (rule.CreatedByIdentity, rule.Description);
                activity.Stamp++;
                run.MarkDirty();
                return null;
            }

            if (request.DeploymentOptions is { DeploymentName.Length: > 0 } options)
            {
                activity.Deployment = new() { DeploymentName = options.DeploymentName, BuildId = options.BuildId };
            }

            activity.WorkerVersion = WorkflowTaskPoll.Stamp(request.DeploymentOptions, request.WorkerVersionCapabilities);
            run.Activities.Start(activity, request.Identity, Guid.NewGuid().ToString());
            return Build(run, activity);
        });
        await commit;
        if (response is not null && cancel.IsCancellationRequested)
        {
            // Nobody is there to take it: the start is undone, the task goes back.
            await engine.ChangeAsync(match.Run, run => TakeBack(run, match));
            cancel.ThrowIfCancellationRequested();
        }

        return response;
    }

    public static PollActivityTaskQueueResponse Build(Run run, Activity activity) => new()
    {
        TaskToken = new TaskToken('a', run.Serial, activity.ScheduledId, activity.Attempt, Extra(activity)).ToBytes(),
        WorkflowNamespace = run.Key.Namespace,
        WorkflowType = run.Facts.Started.WorkflowType,
        WorkflowExecution = run.Key.ToProto(),
        ActivityType = activity.Attributes.ActivityType,
        ActivityId = activity.Id,
        Header = activity.Attributes.Header,
        Input = activity.Attributes.Input,
        HeartbeatDetails = activity.HeartbeatDetails,
        ScheduledTime = activity.FirstScheduledTime.ToProto(),
        CurrentAttemptScheduledTime = activity.ScheduledTime.ToProto(),
        StartedTime = activity.StartedTime.ToProto(),
        Attempt = activity.Attempt,
        ScheduleToCloseTimeout = activity.Options.ScheduleToCloseTimeout,
        StartToCloseTimeout = activity.Options.StartToCloseTimeout,
        HeartbeatTimeout = activity.Options.HeartbeatTimeout,
        RetryPolicy = activity.RetryPolicy,
        Priority = Priorities.Merge(run.Facts.Priority, activity.Options.Priority),
    };

    /// <summary>Tells attempts apart that have the same number (after a reset).</summary>
    public static string Extra(Activity activity) => (activity.StartedTime?.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture);

    private static void TakeBack(Run run, ActivityMatch match)
    {
        if (run.IsOpen && run.Activities.Find(match.ScheduledId) is { IsStarted: true } activity && activity.Stamp == match.Stamp)
        {
            run.Activities.Unstart(activity);
        }
    }
}

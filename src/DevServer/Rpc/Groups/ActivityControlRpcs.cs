using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Pause, unpause, reset and change pending activities.</summary>
internal sealed class ActivityControlRpcs(HistoryEngine engine) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(PauseActivityRequest.Parser, PauseAsync);
        table.Workflow(UnpauseActivityRequest.Parser, UnpauseAsync);
        table.Workflow(ResetActivityRequest.Parser, ResetAsync);
        table.Workflow(UpdateActivityOptionsRequest.Parser, UpdateAsync);
    }

    private async Task<PauseActivityResponse> PauseAsync(PauseActivityRequest request, RpcCall call)
    {
        await ForEachAsync(request.Namespace, request.Execution, (run, activity) =>
        {
            if (activity.IsPaused)
            {
                return;
            }

            activity.PauseTime = run.Now;
            activity.PauseIdentity = request.Identity;
            activity.PauseReason = request.Reason;
            activity.PauseRule = "";
            activity.Stamp++;
            run.MarkDirty();
        }, Selects(request.Id, request.Type, all: false));
        return new PauseActivityResponse();
    }

    public async Task<UnpauseActivityResponse> UnpauseAsync(UnpauseActivityRequest request, RpcCall call)
    {
        await ForEachAsync(request.Namespace, request.Execution, (run, activity) =>
        {
            if (!activity.IsPaused)
            {
                return;
            }

            activity.PauseTime = null;
            if (request.ResetAttempts)
            {
                activity.Attempt = 1;
            }

            if (request.ResetHeartbeat)
            {
                activity.HeartbeatDetails = null;
            }

            Resume(run, activity, request.Jitter.ToSpan());
        }, Selects(request.Id, request.Type, request.UnpauseAll));
        return new UnpauseActivityResponse();
    }

    public async Task<ResetActivityResponse> ResetAsync(ResetActivityRequest request, RpcCall call)
    {
        await ForEachAsync(request.Namespace, request.Execution, (run, activity) =>
        {
            if (request.RestoreOriginalOptions)
            {
                activity.Options = activity.Attributes;
            }

            if (!request.KeepPaused)
            {
                activity.PauseTime = null;
            }

            if (activity.IsStarted)
            {
                // The running attempt is told by its heartbeat; the next one is the first again.
                activity.ResetRequested = true;
                activity.ResetHeartbeat = request.ResetHeartbeat;
                run.MarkDirty();
                return;
            }

            activity.Attempt = 1;
            activity.HeartbeatDetails = request.ResetHeartbeat ? null : activity.HeartbeatDetails;
            Resume(run, activity, request.Jitter.ToSpan());
        }, Selects(request.Id, request.Type, request.MatchAll));
        return new ResetActivityResponse();
    }

    public async Task<UpdateActivityOptionsResponse> UpdateAsync(UpdateActivityOptionsRequest request, RpcCall call)
    {
        var response = new UpdateActivityOptionsResponse();
        if (request.RestoreOriginal == (request.ActivityOptions is not null))
        {
            throw RpcErrors.InvalidArgument("Either ActivityOptions or RestoreOriginal must be set on request, not both.");
        }

        RequestChecks.Priority(request.ActivityOptions?.Priority);
        await ForEachAsync(request.Namespace, request.Execution, (run, activity) =>
        {
            activity.Options = request.RestoreOriginal ? activity.Attributes : ActivityOptionsMask.Apply(activity.Options, request);
            if (!activity.IsStarted)
            {
                Resume(run, activity, TimeSpan.Zero);
            }

            run.MarkDirty();
            response.ActivityOptions = ActivityDescription.Options(activity);
        }, Selects(request.Id, request.Type, request.MatchAll));
        return response;
    }

    /// <summary>Offers a waiting activity now, or after a part of the jitter; a back-off that is not over goes on.</summary>
    private static void Resume(Run run, Activity activity, TimeSpan jitter)
    {
        if (activity.IsStarted || activity.IsPaused)
        {
            run.MarkDirty();
            return;
        }

        if (jitter > TimeSpan.Zero)
        {
            activity.BackoffUntil = run.Now + (jitter * Random.Shared.NextDouble());
            activity.Stamp++;
            run.MarkDirty();
            return;
        }

        activity.ScheduledTime = run.Now;
        run.Activities.Offer(activity);
    }

    private static Func<Activity, bool> Selects(string id, string type, bool all)
    {
        if (all)
        {
            return _ => true;
        }

        if (id.Length == 0 && type.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Either Activity.Id or Activity.Type should be set on request.");
        }

        return activity => id.Length > 0 ? activity.Id == id : activity.Attributes.ActivityType.Name == type;
    }

    private Task ForEachAsync(string @namespace, WorkflowExecution? execution, Action<Run, Activity> change, Func<Activity, bool> selects)
    {
        engine.Namespaces.Require(@namespace);
        RequestChecks.Execution(execution);
        var run = engine.Get(@namespace, execution!.WorkflowId, execution.RunId);
        return engine.ChangeAsync(run, r =>
        {
            if (!r.IsOpen)
            {
                throw RpcErrors.WorkflowCompleted();
            }

            var selected = r.Activities.Pending.Where(selects).ToList();
            if (selected.Count == 0)
            {
                throw RpcErrors.NotFound("Can't find pending activity with such ID. Invalid activityID or activity already completed");
            }

            foreach (var activity in selected)
            {
                change(r, activity);
            }
        });
    }
}

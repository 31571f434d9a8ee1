using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>What is reported about a running activity: completed, failed, cancelled, alive.</summary>
internal sealed class ActivityReports(HistoryEngine engine)
{
    private const string NotFoundByToken = "invalid activityID or activity already timed out or invoking workflow is completed";

    /// <summary>The run, and how to find the activity in it (null when it is gone).</summary>
    public readonly record struct Target(Run Run, Func<Run, Activity?> Find);

    public readonly record struct HeartbeatState(bool CancelRequested, bool Paused, bool Reset);

    public Target ByToken(ByteString bytes)
    {
        var token = TaskToken.Parse(bytes, 'a');
        var run = engine.Index.FindLoaded(token.Serial) ?? throw RpcErrors.NotFound(NotFoundByToken);
        return new Target(run, r =>
            r.Activities.Find(token.ScheduledId) is { IsStarted: true } activity && activity.Attempt == token.Attempt &&
            ActivityPoll.Extra(activity) == token.Extra ? activity : null);
    }

    public Target ById(string @namespace, string workflowId, string runId, string activityId)
    {
        engine.Namespaces.Require(@namespace);
        RequestChecks.WorkflowId(workflowId);
        RequestChecks.RunId(runId);
        if (activityId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("ActivityId is not set on request.");
        }

        return new Target(
            engine.Get(@namespace, workflowId, runId),
            r => r.Activities.FindById(activityId) ??
                (r.IsOpen ? throw RpcErrors.NotFound($"cannot find pending activity with ActivityID {activityId}, check workflow execution history for more details") : null));
    }

    public Task CompleteAsync(Target target, Payloads? result, string identity)
    {
        RequestChecks.Blob(result, engine.Sizes);
        return engine.ChangeAsync(target.Run, run =>
        {
            var activity = Require(run, target);
            if (!activity.IsStarted)
            {
                // Completed by id while it waits for another attempt: this counts as that attempt.
                run.Activities.Start(activity, identity, Guid.NewGuid().ToString());
            }

            run.Activities.Complete(activity, result, identity);
        });
    }

    public Task FailAsync(Target target, Failure? failure, Payloads? heartbeat, string identity) => failure is { ApplicationFailureInfo: null }
        ? throw RpcErrors.InvalidArgument("Failure must have ApplicationFailureInfo.")
        : engine.ChangeAsync(target.Run, run => Fail(run, target, new(failure, heartbeat, identity)));

    private readonly record struct FailReport(Failure? Failure, Payloads? Heartbeat, string Identity);

    private void Fail(Run run, Target target, FailReport report)
    {
        var (failure, heartbeat, identity) = report;
        var activity = Require(run, target);
        if (heartbeat is not null)
        {
            run.Activities.Heartbeat(activity, heartbeat);
        }

        if (engine.Sizes.IsTooLarge(failure))
        {
            failure = new Failure
            {
                Message = "Blob data size exceeds limit.",
                Source = "Server",
                ServerFailureInfo = new ServerFailureInfo { NonRetryable = true },
            };
        }

        if (!activity.IsStarted)
        {
            run.Activities.Start(activity, identity, Guid.NewGuid().ToString());
        }

        run.Activities.Fail(activity, failure ?? new Failure { Message = "activity failed" }, identity);
    }

    public Task CancelAsync(Target target, Payloads? details, string identity) => engine.ChangeAsync(target.Run, run =>
    {
        var activity = Require(run, target);
        if (!activity.CancelRequested)
        {
            throw RpcErrors.InvalidArgument("unable to mark activity as canceled without activity being request canceled first");
        }

        run.Activities.Cancel(activity, details, identity);
        run.WakeWorkflow();
    });

    public Task<HeartbeatState> HeartbeatAsync(Target target, Payloads? details)
    {
        RequestChecks.Blob(details, engine.Sizes);
        return engine.ChangeAsync(target.Run, run =>
        {
            var activity = Require(run, target);
            run.Activities.Heartbeat(activity, details);
            return new HeartbeatState(activity.CancelRequested, activity.IsPaused, activity.ResetRequested);
        });
    }

    private static Activity Require(Run run, Target target)
    {
        if (!run.IsOpen)
        {
            throw RpcErrors.WorkflowCompleted();
        }

        return target.Find(run) ?? throw RpcErrors.NotFound(NotFoundByToken);
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Standalone;

/// <summary>What a worker does with a standalone activity: takes it, heartbeats, reports its end.</summary>
internal sealed class StandaloneTasks(StandaloneBook book)
{
    private const string Gone = "invalid activityID or activity already timed out or invoking workflow is completed";
    private const string Prefix = "s|";

    public static bool IsToken(ByteString token) => token.Length > 2 && token[0] == Prefix[0] && token[1] == Prefix[1];

    /// <summary>Null when the task is stale.</summary>
    public async Task<PollActivityTaskQueueResponse?> TryStartAsync(StandaloneMatch match, PollActivityTaskQueueRequest request, CancellationToken cancel) =>
        await book.ChangeAsync(match.Activity, activity =>
        {
            cancel.ThrowIfCancellationRequested();
            if (!activity.IsOpen || activity.IsStarted || activity.Info.StateTransitionCount != match.Transition || activity.IsDeleted)
            {
                return null;
            }

            if (request.DeploymentOptions is { DeploymentName.Length: > 0 } options)
            {
                activity.Info.LastDeploymentVersion = new() { DeploymentName = options.DeploymentName, BuildId = options.BuildId };
            }

            activity.Start(request.Identity, book.Now);
            return Build(activity);
        });

    public Task CompleteAsync(StandaloneActivity activity, ByteString? token, Payloads? result)
    {
        RequestChecks.Blob(result, book.Sizes);
        return book.ChangeAsync(activity, a =>
        {
            Require(a, token);
            a.Complete(result, book.Now);
        });
    }

    public Task FailAsync(StandaloneActivity activity, ByteString? token, Failure? failure) => failure is { ApplicationFailureInfo: null }
        ? throw RpcErrors.InvalidArgument("Failure must have ApplicationFailureInfo.")
        : book.ChangeAsync(activity, a =>
        {
            Require(a, token);
            a.Fail(failure ?? new Failure { Message = "activity task failed without failure details" }, book.Now);
        });

    public Task CancelAsync(StandaloneActivity activity, ByteString? token, Payloads? details) => book.ChangeAsync(activity, a =>
    {
        Require(a, token);
        if (!a.CancelRequested)
        {
            throw RpcErrors.InvalidArgument("unable to mark activity as canceled without activity being request canceled first");
        }

        a.Cancel(details, book.Now);
    });

    public Task<bool> HeartbeatAsync(StandaloneActivity activity, ByteString? token, Payloads? details)
    {
        RequestChecks.Blob(details, book.Sizes);
        return book.ChangeAsync(activity, a =>
        {
            Require(a, token);
            a.Heartbeat(details, book.Now);
            return a.CancelRequested;
        });
    }

    public StandaloneActivity ByToken(ByteString token)
    {
        var parts = token.ToStringUtf8().Split('|');
        return (parts.Length == 3 ? book.FindRun(parts[1]) : null) ?? throw RpcErrors.NotFound(Gone);
    }

    private static ByteString TokenOf(StandaloneActivity activity) =>
        ByteString.CopyFromUtf8($"{Prefix}{activity.Info.RunId}|{activity.Info.Attempt}");

    /// <summary>A token speaks for one attempt; without one (by id) it is the running attempt.</summary>
    private static void Require(StandaloneActivity activity, ByteString? token)
    {
        if (token is null && !activity.IsStarted)
        {
            throw RpcErrors.NotFound($"activity not found for ID: {activity.Info.ActivityId}");
        }

        if (!activity.IsStarted || activity.IsDeleted || (token is not null && token != TokenOf(activity)))
        {
            throw RpcErrors.NotFound(Gone);
        }
    }

    private static PollActivityTaskQueueResponse Build(StandaloneActivity activity)
    {
        var info = activity.Info;
        return new PollActivityTaskQueueResponse
        {
            TaskToken = TokenOf(activity),
            WorkflowNamespace = activity.Namespace,
            WorkflowExecution = new WorkflowExecution(),
            WorkflowType = new WorkflowType(),
            ActivityRunId = info.RunId,
            ActivityType = info.ActivityType,
            ActivityId = info.ActivityId,
            Header = info.Header,
            Input = activity.Input,
            HeartbeatDetails = info.HeartbeatDetails,
            ScheduledTime = info.ScheduleTime,
            CurrentAttemptScheduledTime = activity.AttemptScheduled.ToProto(),
            StartedTime = info.LastStartedTime,
            Attempt = info.Attempt,
            ScheduleToCloseTimeout = info.ScheduleToCloseTimeout,
            StartToCloseTimeout = info.StartToCloseTimeout,
            HeartbeatTimeout = info.HeartbeatTimeout,
            RetryPolicy = info.RetryPolicy,
            Priority = info.Priority,
        }.Clone();
    }
}

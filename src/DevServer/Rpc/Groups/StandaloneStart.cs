using BackgroundAgent.DevServer.Commands;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Standalone;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.ErrorDetails.V1;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Starts standalone activities.</summary>
internal sealed class StandaloneStart(HistoryEngine engine, StandaloneBook book)
{
    public async Task<StartActivityExecutionResponse> StartAsync(StartActivityExecutionRequest request, RpcCall call)
    {
        Check(request);
        var @namespace = engine.Namespaces.Require(request.Namespace);
        if (SearchAttributeChecks.Fault(@namespace, request.SearchAttributes) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }

        SearchAttributeChecks.AddTypes(@namespace, request.SearchAttributes);
        if (request.RequestId.Length == 0)
        {
            request.RequestId = Guid.NewGuid().ToString();
        }

        var (activity, started) = book.Start(Build(request), existing => UseExisting(existing, request));
        await activity.LastCommit;
        return new StartActivityExecutionResponse { RunId = activity.Info.RunId, Started = started };
    }

    private void Check(StartActivityExecutionRequest request)
    {
        RequestChecks.TaskQueue(request.TaskQueue);
        if (request.ActivityId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("activityId is not set");
        }

        if (request.ActivityType is not { Name.Length: > 0 } type)
        {
            throw RpcErrors.InvalidArgument("activityType is not set");
        }

        if (RetryPolicyChecks.Fault(request.RetryPolicy) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }

        Length(request.ActivityId, "activityId");
        Length(type.Name, "activityType");
        foreach (var (name, value) in new (string, Duration?)[]
        {
            ("ScheduleToCloseTimeout", request.ScheduleToCloseTimeout), ("ScheduleToStartTimeout", request.ScheduleToStartTimeout),
            ("StartToCloseTimeout", request.StartToCloseTimeout), ("HeartbeatTimeout", request.HeartbeatTimeout), ("StartDelay", request.StartDelay),
        })
        {
            if (value.IsNegative())
            {
                throw RpcErrors.InvalidArgument($"invalid {name}: negative duration");
            }
        }

        if (request.ScheduleToCloseTimeout.ToSpan() == TimeSpan.Zero && request.StartToCloseTimeout.ToSpan() == TimeSpan.Zero)
        {
            throw RpcErrors.InvalidArgument(
                $"a valid StartToClose or ScheduleToCloseTimeout is not set on ScheduleActivityTaskCommand. ActivityId={request.ActivityId} ActivityType={type.Name}");
        }

        if (engine.Sizes.IsTooLarge(request.Input))
        {
            throw RpcErrors.InvalidArgument("input exceeds length limit");
        }
    }

    private static void Length(string value, string name)
    {
        if (value.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument($"{name} exceeds length limit. Length={value.Length} Limit={Limits.MaxIdLength}");
        }
    }

    private static bool UseExisting(StandaloneActivity existing, StartActivityExecutionRequest request)
    {
        if (existing.StartRequestId == request.RequestId)
        {
            return true;
        }

        if (existing.IsOpen)
        {
            return request.IdConflictPolicy == ActivityIdConflictPolicy.UseExisting ? true : throw AlreadyStarted(existing);
        }

        var failed = existing.Info.Status != ActivityExecutionStatus.Completed;
        return request.IdReusePolicy is ActivityIdReusePolicy.RejectDuplicate ||
            (request.IdReusePolicy is ActivityIdReusePolicy.AllowDuplicateFailedOnly && !failed)
            ? throw AlreadyStarted(existing)
            : false;
    }

    private static RpcException AlreadyStarted(StandaloneActivity existing) => RpcErrors.WithDetail(
        StatusCode.AlreadyExists,
        "activity execution already started",
        new ActivityExecutionAlreadyStartedFailure { StartRequestId = existing.StartRequestId, RunId = existing.Info.RunId });

    private StandaloneActivity Build(StartActivityExecutionRequest request)
    {
        var now = book.Now;
        var delay = request.StartDelay.ToSpan();
        var total = request.ScheduleToCloseTimeout.ToSpan();
        var one = Shorter(request.StartToCloseTimeout.ToSpan(), total);
        var info = new ActivityExecutionInfo
        {
            ActivityId = request.ActivityId,
            RunId = Guid.NewGuid().ToString(),
            ActivityType = request.ActivityType,
            Status = ActivityExecutionStatus.Running,
            RunState = PendingActivityState.Scheduled,
            TaskQueue = request.TaskQueue.Name,
            ScheduleToCloseTimeout = total.ToProto(),
            ScheduleToStartTimeout = Shorter(request.ScheduleToStartTimeout.ToSpan(), total).ToProto(),
            StartToCloseTimeout = one.ToProto(),
            HeartbeatTimeout = (request.HeartbeatTimeout.ToSpan() is var beat && beat > one ? one : beat).ToProto(),
            RetryPolicy = RetryRule.WithDefaults(request.RetryPolicy),
            Attempt = 1,
            ScheduleTime = now.ToProto(),
            ExpirationTime = total > TimeSpan.Zero ? (now + delay + total).ToProto() : null,
            NextAttemptScheduleTime = delay > TimeSpan.Zero ? (now + delay).ToProto() : null,
            Priority = request.Priority,
            SearchAttributes = request.SearchAttributes ?? new SearchAttributes(),
            Header = request.Header ?? new Header(),
            UserMetadata = request.UserMetadata,
            StateTransitionCount = 1,
            StartDelay = request.StartDelay,
        };
        info.Links.Add(request.Links);
        return new StandaloneActivity
        {
            Namespace = request.Namespace,
            Info = info,
            Input = request.Input,
            StartRequestId = request.RequestId,
            AttemptScheduled = now + delay,
        };
    }

    /// <summary>Zero means not given.</summary>
    private static TimeSpan Shorter(TimeSpan value, TimeSpan total) => total > TimeSpan.Zero && (value == TimeSpan.Zero || value > total) ? total : value;
}

using BackgroundAgent.DevServer.Commands;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Visibility;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Turns the start requests of the API into a start.</summary>
internal sealed class StartRequests(HistoryEngine engine)
{
    public StartSpec Spec(StartWorkflowExecutionRequest request, Action<Run>? also = null, Action<Run>? last = null)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        Check(request);
        if (request.RequestId.Length == 0)
        {
            // For callers by hand; clients that retry set it.
            request.RequestId = Guid.NewGuid().ToString();
        }

        if (SearchAttributeChecks.Fault(@namespace, request.SearchAttributes) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }

        SearchAttributeChecks.AddTypes(@namespace, request.SearchAttributes);
        OverrideChecks.Check(engine.Deployments, request.Namespace, request.TaskQueue.Name, request.VersioningOverride);
        var (reuse, conflict) = Policies(request);
        return new StartSpec
        {
            Namespace = request.Namespace,
            WorkflowId = request.WorkflowId,
            RequestId = request.RequestId,
            ReusePolicy = reuse,
            ConflictPolicy = conflict,
            Metadata = request.UserMetadata,
            Links = Links(request),
            OnConflict = request.OnConflictOptions,
            Attributes = Attributes(request),
            Also = also,
            Finally = last,
        };
    }

    public static StartWorkflowExecutionRequest ToStart(SignalWithStartWorkflowExecutionRequest request)
    {
        var start = new StartWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowId = request.WorkflowId,
            WorkflowType = request.WorkflowType,
            TaskQueue = request.TaskQueue,
            Input = request.Input,
            WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
            WorkflowRunTimeout = request.WorkflowRunTimeout,
            WorkflowTaskTimeout = request.WorkflowTaskTimeout,
            Identity = request.Identity,
            RequestId = request.RequestId,
            WorkflowIdReusePolicy = request.WorkflowIdReusePolicy,
            WorkflowIdConflictPolicy = request.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Unspecified
                ? WorkflowIdConflictPolicy.UseExisting
                : request.WorkflowIdConflictPolicy,
            RetryPolicy = request.RetryPolicy,
            CronSchedule = request.CronSchedule,
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
            Header = request.Header,
            WorkflowStartDelay = request.WorkflowStartDelay,
            UserMetadata = request.UserMetadata,
            VersioningOverride = request.VersioningOverride,
            Priority = request.Priority,
        };
        start.Links.Add(request.Links);
        return start;
    }

    private void Check(StartWorkflowExecutionRequest request)
    {
        RequestChecks.WorkflowId(request.WorkflowId);
        RequestChecks.WorkflowType(request.WorkflowType);
        RequestChecks.TaskQueue(request.TaskQueue);
        RequestChecks.Timeout(request.WorkflowExecutionTimeout, "WorkflowExecutionTimeoutSeconds");
        RequestChecks.Timeout(request.WorkflowRunTimeout, "WorkflowRunTimeoutSeconds");
        RequestChecks.Timeout(request.WorkflowTaskTimeout, "WorkflowTaskTimeoutSeconds");
        RequestChecks.Timeout(request.WorkflowStartDelay, "WorkflowStartDelaySeconds");
        RequestChecks.Length(request.RequestId, "RequestId");
        RequestChecks.Blob(request.Input, engine.Sizes);
        engine.Nexus.CallbackChecks.Check(request.CompletionCallbacks);
        RequestChecks.Priority(request.Priority);
        if (request.Memo is not null && request.Memo.CalculateSize() > engine.Sizes.Memo)
        {
            throw RpcErrors.InvalidArgument("Memo size exceeds limit.");
        }

        if (RetryPolicyChecks.Fault(request.RetryPolicy) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }

        if (request.CronSchedule.Length == 0)
        {
            return;
        }

        if (!CronSpec.TryValidate(request.CronSchedule, out _))
        {
            throw RpcErrors.InvalidArgument("invalid CronSchedule.");
        }

        if (request.WorkflowStartDelay.ToSpan() > TimeSpan.Zero)
        {
            throw RpcErrors.InvalidArgument("CronSchedule and WorkflowStartDelay may not be used together.");
        }
    }

    /// <summary>A link that comes with a callback is not told twice.</summary>
    private static List<Link> Links(StartWorkflowExecutionRequest request)
    {
        var told = request.CompletionCallbacks.Where(c => c.Nexus is not null).SelectMany(c => c.Links).ToHashSet();
        return [.. request.Links.Where(l => !told.Contains(l))];
    }

    private static (WorkflowIdReusePolicy Reuse, WorkflowIdConflictPolicy Conflict) Policies(StartWorkflowExecutionRequest request)
    {
        var (reuse, conflict) = (request.WorkflowIdReusePolicy, request.WorkflowIdConflictPolicy);
        if (conflict != WorkflowIdConflictPolicy.Unspecified && reuse == WorkflowIdReusePolicy.TerminateIfRunning)
        {
            throw RpcErrors.InvalidArgument(
                "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used together with a WorkflowIDConflictPolicy.");
        }

        if (conflict == WorkflowIdConflictPolicy.TerminateExisting && reuse == WorkflowIdReusePolicy.RejectDuplicate)
        {
            throw RpcErrors.InvalidArgument(
                "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
        }

        if (reuse == WorkflowIdReusePolicy.TerminateIfRunning)
        {
            return (WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdConflictPolicy.TerminateExisting);
        }

        return (
            reuse == WorkflowIdReusePolicy.Unspecified ? WorkflowIdReusePolicy.AllowDuplicate : reuse,
            conflict == WorkflowIdConflictPolicy.Unspecified ? WorkflowIdConflictPolicy.Fail : conflict);
    }

    private WorkflowExecutionStartedEventAttributes Attributes(StartWorkflowExecutionRequest request)
    {
        var now = engine.Clock.GetUtcNow();
        var backoff = request.CronSchedule.Length > 0
            ? CronSpec.Next(request.CronSchedule, now, now) ?? TimeSpan.Zero
            : request.WorkflowStartDelay.ToSpan();
        var execution = request.WorkflowExecutionTimeout.ToSpan();
        var one = request.WorkflowRunTimeout.ToSpan();
        if (execution > TimeSpan.Zero && (one == TimeSpan.Zero || one > execution))
        {
            one = execution;
        }

        var task = request.WorkflowTaskTimeout.ToSpan();
        task = task == TimeSpan.Zero ? Limits.DefaultWorkflowTaskTimeout : task;
        task = task > Limits.MaxWorkflowTaskTimeout ? Limits.MaxWorkflowTaskTimeout : task;
        var attributes = new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = request.WorkflowType,
            TaskQueue = new TaskQueue { Name = request.TaskQueue.Name, Kind = TaskQueueKind.Normal },
            Input = request.Input,
            WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
            WorkflowRunTimeout = one == request.WorkflowRunTimeout.ToSpan() ? request.WorkflowRunTimeout : one.ToProto(),
            WorkflowTaskTimeout = (one > TimeSpan.Zero && task > one ? one : task).ToProto(),
            Identity = request.Identity,
            RetryPolicy = request.RetryPolicy is null ? null : RetryRule.WithDefaults(request.RetryPolicy),
            Attempt = 1,
            CronSchedule = request.CronSchedule,
            FirstWorkflowTaskBackoff = backoff.ToProto(),
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes is { IndexedFields.Count: > 0 } ? request.SearchAttributes : null,
            Header = request.Header,
            ContinuedFailure = request.ContinuedFailure,
            LastCompletionResult = request.LastCompletionResult,
            Initiator = request.CronSchedule.Length > 0 ? ContinueAsNewInitiator.CronSchedule : ContinueAsNewInitiator.Unspecified,
            VersioningOverride = VersioningState.Modern(request.VersioningOverride),
            Priority = request.Priority,
        };
        attributes.CompletionCallbacks.Add(request.CompletionCallbacks);
        return attributes;
    }
}

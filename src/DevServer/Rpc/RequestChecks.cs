using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>Checks of request fields that many methods share.</summary>
internal static class RequestChecks
{
    public const string FairnessKeyTooLong = "fairness key length exceeds limit";
    public const string BadFairnessWeight = "must be greater than zero";

    public static void WorkflowId(string workflowId)
    {
        if (workflowId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("WorkflowId is not set on request.");
        }

        if (workflowId.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument("WorkflowId length exceeds limit.");
        }
    }

    public static void Execution(WorkflowExecution? execution)
    {
        if (execution is null)
        {
            throw RpcErrors.InvalidArgument("Execution is not set on request.");
        }

        WorkflowId(execution.WorkflowId);
        RunId(execution.RunId);
    }

    public static void RunId(string runId)
    {
        if (runId.Length > 0 && !Guid.TryParse(runId, out _))
        {
            throw RpcErrors.InvalidArgument("Invalid RunId.");
        }
    }

    public static void WorkflowType(WorkflowType? type)
    {
        if (type is not { Name.Length: > 0 })
        {
            throw RpcErrors.InvalidArgument("WorkflowType is not set on request.");
        }

        if (type.Name.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument("WorkflowType length exceeds limit.");
        }
    }

    public static void TaskQueue(TaskQueue? queue)
    {
        if (queue is null)
        {
            throw RpcErrors.InvalidArgument("taskQueue is not set");
        }

        if (queue.Name.Length == 0)
        {
            throw RpcErrors.InvalidArgument("missing task queue name");
        }

        if (queue.Name.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument("taskQueue length exceeds limit");
        }

        if (queue.Name.StartsWith("/_sys/", StringComparison.Ordinal))
        {
            throw RpcErrors.InvalidArgument("task queue name cannot start with reserved prefix /_sys/");
        }
    }

    /// <summary>What a versioned worker must say when it polls.</summary>
    public static void Deployment(Temporalio.Api.Deployment.V1.WorkerDeploymentOptions? options, TaskQueue queue)
    {
        if (options is not null && queue.Kind == TaskQueueKind.Sticky && queue.NormalName.Length == 0)
        {
            throw RpcErrors.InvalidArgument("NormalName must be set on sticky queue if UseVersioning is true or DeploymentOptions are set.");
        }

        if (options is not { WorkerVersioningMode: WorkerVersioningMode.Versioned })
        {
            return;
        }

        if (options.DeploymentName.Length == 0 || options.BuildId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Both deployment name and build id must be set when versioning is enabled.");
        }

        Workers.Deployments.VersionName.CheckDeployment(options.DeploymentName);
        Workers.Deployments.VersionName.CheckBuild(options.BuildId);
    }

    public static void Timeout(Duration? timeout, string name)
    {
        if (timeout is { Seconds: < 0 } or { Nanos: < 0 })
        {
            throw RpcErrors.InvalidArgument($"An invalid {name} is set on request. cause: negative duration");
        }
    }

    public static void Priority(Priority? priority)
    {
        if (PriorityFault(priority) is { } fault)
        {
            throw RpcErrors.InvalidArgument(fault);
        }
    }

    public static string? PriorityFault(Priority? priority) => priority switch
    {
        { PriorityKey: < 0 } => "priority key can't be negative",
        { FairnessKey.Length: > Limits.FairnessKeyLength } => FairnessKeyTooLong,
        { FairnessWeight: < 0 } => BadFairnessWeight,
        _ => null,
    };

    public static void Length(string value, string name)
    {
        if (value.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument($"{name} length exceeds limit.");
        }
    }

    public static void Blob(IMessage? payload, SizeLimits sizes)
    {
        if (sizes.IsTooLarge(payload))
        {
            throw RpcErrors.InvalidArgument("Blob data size exceeds limit.");
        }
    }

    public static int PageSize(int requested, int most)
    {
        if (requested < 0)
        {
            throw RpcErrors.InvalidArgument("Invalid PageSize.");
        }

        return requested == 0 || requested > most ? most : requested;
    }
}

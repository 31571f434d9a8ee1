using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>Starts child workflows.</summary>
internal static class ChildCommands
{
    private const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;

    public static void Start(Run run, StartChildWorkflowExecutionCommandAttributes command, long completedId, AttributeChecks checks)
    {
        Check(run, command, checks);
        var @namespace = checks.Namespace(command.Namespace);
        if (command.SearchAttributes is not null)
        {
            checks.SearchAttributes(command.SearchAttributes, Bad);
        }

        run.Children.Initiate(new StartChildWorkflowExecutionInitiatedEventAttributes
        {
            Namespace = @namespace,
            NamespaceId = checks.NamespaceId(@namespace),
            WorkflowId = command.WorkflowId,
            WorkflowType = command.WorkflowType,
            TaskQueue = new TaskQueue
            {
                Name = command.TaskQueue is { Name.Length: > 0 } queue ? queue.Name : run.Facts.TaskQueue,
                Kind = TaskQueueKind.Normal,
            },
            Input = command.Input,
            WorkflowExecutionTimeout = command.WorkflowExecutionTimeout,
            WorkflowRunTimeout = RunTimeout(command),
            WorkflowTaskTimeout = command.WorkflowTaskTimeout.ToSpan() > TimeSpan.Zero
                ? command.WorkflowTaskTimeout
                : Limits.DefaultWorkflowTaskTimeout.ToProto(),
            ParentClosePolicy = command.ParentClosePolicy == ParentClosePolicy.Unspecified ? ParentClosePolicy.Terminate : command.ParentClosePolicy,
            Control = command.Control,
            WorkflowTaskCompletedEventId = completedId,
            WorkflowIdReusePolicy = command.WorkflowIdReusePolicy == WorkflowIdReusePolicy.Unspecified
                ? WorkflowIdReusePolicy.AllowDuplicate
                : command.WorkflowIdReusePolicy,
            RetryPolicy = command.RetryPolicy is null ? null : RetryRule.WithDefaults(command.RetryPolicy),
            CronSchedule = command.CronSchedule,
            Header = command.Header,
            Memo = command.Memo,
            SearchAttributes = command.SearchAttributes,
            InheritBuildId = command.InheritBuildId,
            Priority = command.Priority,
        });
    }

    private static Duration? RunTimeout(StartChildWorkflowExecutionCommandAttributes command)
    {
        var execution = command.WorkflowExecutionTimeout.ToSpan();
        var one = command.WorkflowRunTimeout.ToSpan();
        if (execution == TimeSpan.Zero)
        {
            return command.WorkflowRunTimeout;
        }

        return one == TimeSpan.Zero || one > execution ? command.WorkflowExecutionTimeout : command.WorkflowRunTimeout;
    }

    private static void Check(Run run, StartChildWorkflowExecutionCommandAttributes command, AttributeChecks checks)
    {
        var where = $"WorkflowId={command.WorkflowId} WorkflowType={command.WorkflowType?.Name}";
        if (command.WorkflowId.Length == 0)
        {
            throw new BadCommandException(Bad, $"Required field WorkflowId is not set on StartChildWorkflowExecutionCommand. {where}");
        }

        if (command.WorkflowType is not { Name.Length: > 0 })
        {
            throw new BadCommandException(Bad, $"Required field WorkflowType is not set on StartChildWorkflowExecutionCommand. {where}");
        }

        if (command.WorkflowId.Length > Limits.MaxIdLength || command.WorkflowType.Name.Length > Limits.MaxIdLength)
        {
            throw new BadCommandException(Bad, $"WorkflowId or WorkflowType on StartChildWorkflowExecutionCommand exceeds length limit. {where}");
        }

        foreach (var (name, value) in new (string, Duration?)[]
        {
            ("WorkflowExecutionTimeout", command.WorkflowExecutionTimeout), ("WorkflowRunTimeout", command.WorkflowRunTimeout),
            ("WorkflowTaskTimeout", command.WorkflowTaskTimeout),
        })
        {
            if (value.IsNegative())
            {
                throw new BadCommandException(Bad, $"Invalid {name} on StartChildWorkflowExecutionCommand: negative duration. {where}");
            }
        }

        if (RetryPolicyChecks.Fault(command.RetryPolicy) is { } fault)
        {
            throw new BadCommandException(Bad, $"Invalid WorkflowRetryPolicy on StartChildWorkflowExecutionCommand: {fault}. {where}");
        }

        if (command.CronSchedule.Length > 0 && !CronSpec.TryValidate(command.CronSchedule, out var error))
        {
            throw new BadCommandException(Bad, $"Invalid CronSchedule on StartChildWorkflowExecutionCommand: {error}. {where}");
        }

        if (Rpc.RequestChecks.PriorityFault(command.Priority) is { } priority)
        {
            throw new BadCommandException(Bad, priority);
        }

        if (run.Children.Pending.Count >= Limits.PendingOfAKind)
        {
            throw new BadCommandException(
                WorkflowTaskFailedCause.PendingChildWorkflowsLimitExceeded,
                $"the number of pending child workflow executions, {run.Children.Pending.Count}, has reached the per-workflow limit of {Limits.PendingOfAKind}");
        }

        checks.Size(command.Input, Bad, "StartChildWorkflowExecutionCommandAttributes.Input");
    }
}

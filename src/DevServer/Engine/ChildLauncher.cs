using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Starts the children a run has asked for.</summary>
internal sealed class ChildLauncher(HistoryEngine engine)
{
    public void Start(Run parent, long initiatedId)
    {
        Child? child;
        WorkflowExecution? root;
        lock (parent.Gate)
        {
            child = parent.Children.Find(initiatedId);
            root = parent.Facts.Started.RootWorkflowExecution ?? parent.Key.ToProto();
            if (child is null || child.IsStarted)
            {
                return;
            }

            // A run that closed before its child began still starts it when the child is to outlive it.
            if (!parent.IsOpen && child.Attributes.ParentClosePolicy != ParentClosePolicy.Abandon)
            {
                return;
            }
        }

        string? runId = null;
        var cause = StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists;
        try
        {
            var spec = Spec(parent, child, root);
            lock (parent.Gate)
            {
                Inheritance.Apply(engine.Deployments, parent, spec.Namespace, spec.Attributes, child.Attributes.InheritBuildId);
            }

            var result = engine.Starter.Start(spec);
            runId = result.Run.Key.RunId;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Told to the parent below.
        }

        engine.Change(parent, p =>
        {
            if (!p.IsOpen)
            {
                return;
            }

            if (runId is not null)
            {
                p.Children.Started(initiatedId, runId);
            }
            else
            {
                p.Children.FailedToStart(initiatedId, cause);
            }
        });
        if (runId is not null)
        {
            new ClosingDuties(engine).CheckStartedChild(parent, initiatedId, child.Attributes, runId);
        }
    }

    private static StartSpec Spec(Run parent, Child child, WorkflowExecution? root)
    {
        var from = child.Attributes;
        var backoff = from.CronSchedule.Length == 0 ? null : CronSpec.Next(from.CronSchedule, parent.Now, parent.Now);
        return new StartSpec
        {
            Namespace = from.Namespace,
            WorkflowId = from.WorkflowId,
            RequestId = $"{parent.Key.RunId}:{child.InitiatedId}:0",
            ReusePolicy = from.WorkflowIdReusePolicy,
            ConflictPolicy = from.WorkflowIdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning
                ? WorkflowIdConflictPolicy.TerminateExisting
                : WorkflowIdConflictPolicy.Fail,
            Metadata = child.Metadata,
            Attributes = new WorkflowExecutionStartedEventAttributes
            {
                WorkflowType = from.WorkflowType,
                TaskQueue = from.TaskQueue,
                Input = from.Input,
                Header = from.Header,
                Memo = from.Memo,
                SearchAttributes = from.SearchAttributes,
                WorkflowExecutionTimeout = from.WorkflowExecutionTimeout,
                WorkflowRunTimeout = from.WorkflowRunTimeout,
                WorkflowTaskTimeout = from.WorkflowTaskTimeout,
                RetryPolicy = from.RetryPolicy,
                CronSchedule = from.CronSchedule,
                FirstWorkflowTaskBackoff = (backoff ?? TimeSpan.Zero).ToProto(),
                Attempt = 1,
                Priority = Priorities.Merge(parent.Facts.Priority, from.Priority),
                ParentWorkflowNamespace = parent.Key.Namespace,
                ParentWorkflowNamespaceId = from.NamespaceId,
                ParentWorkflowExecution = parent.Key.ToProto(),
                ParentInitiatedEventId = child.InitiatedId,
                RootWorkflowExecution = root,
            },
        };
    }
}

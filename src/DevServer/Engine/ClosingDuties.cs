namespace BackgroundAgent.DevServer.Engine;

/// <summary>What a closed run owes to others: its result to the parent, and its close policies to the children.</summary>
internal sealed class ClosingDuties(HistoryEngine engine)
{
    public void AfterClose(Run run)
    {
        HistoryEvent? closing;
        List<Child> children;
        WorkflowExecutionStartedEventAttributes started;
        lock (run.Gate)
        {
            closing = run.CloseEvent;
            children = [.. run.Children.Pending];
            started = run.Facts.Started;
            run.LiveQueries.Release();
        }

        if (closing is null)
        {
            return;
        }

        if (!HasNextRun(closing))
        {
            TellParent(run, started, closing);
            engine.OnRunClosed(run);
        }

        foreach (var child in children.Where(c => c.IsStarted))
        {
            ApplyPolicy(run, child);
        }

        foreach (var child in children.Where(c => !c.IsStarted))
        {
            new ChildLauncher(engine).Start(run, child.InitiatedId);
        }
    }

    /// <summary>After a restart: a child may have closed, or its parent, without the other side having heard of it.</summary>
    public void Reconcile(Run run)
    {
        List<Child> children;
        lock (run.Gate)
        {
            children = [.. run.Children.Pending.Where(c => c.IsStarted)];
        }

        foreach (var child in children)
        {
            CheckStartedChild(run, child.InitiatedId, child.Attributes, child.RunId);
        }

        if (run.Facts.Started.ParentWorkflowExecution is { WorkflowId.Length: > 0 } parent &&
            engine.Index.Find(new RunKey(run.Facts.Started.ParentWorkflowNamespace, parent.WorkflowId, parent.RunId)) is { IsOpen: false } record &&
            engine.Index.Load(record).Children.Find(run.Facts.Started.ParentInitiatedEventId) is { } asChild)
        {
            ApplyPolicy(engine.Index.Load(record), asChild);
        }
    }

    /// <summary>Tells the parent of a child that has already closed. A chain of runs counts as one child.</summary>
    public void CheckStartedChild(Run parent, long initiatedId, StartChildWorkflowExecutionInitiatedEventAttributes attributes, string runId)
    {
        var record = engine.Index.FindCurrent(attributes.Namespace, attributes.WorkflowId);
        if (record is null || record.IsOpen)
        {
            return;
        }

        var child = engine.Index.Load(record);
        HistoryEvent? closing;
        bool sameChain;
        lock (child.Gate)
        {
            closing = child.CloseEvent;
            sameChain = child.Key.RunId == runId || child.Facts.Started.ParentInitiatedEventId == initiatedId;
        }

        if (closing is not null && sameChain && !HasNextRun(closing))
        {
            engine.Change(parent, p =>
            {
                if (p.IsOpen)
                {
                    p.Children.Closed(initiatedId, runId, closing);
                }
            });
        }
    }

    private void TellParent(Run run, WorkflowExecutionStartedEventAttributes started, HistoryEvent closing)
    {
        if (started.ParentWorkflowExecution is not { WorkflowId.Length: > 0 } execution ||
            engine.Index.Find(new RunKey(started.ParentWorkflowNamespace, execution.WorkflowId, execution.RunId)) is not { IsOpen: true } record)
        {
            return;
        }

        engine.Change(engine.Index.Load(record), parent =>
        {
            if (parent.IsOpen)
            {
                parent.Children.Closed(started.ParentInitiatedEventId, started.FirstExecutionRunId, closing);
            }
        });
    }

    private void ApplyPolicy(Run parent, Child child)
    {
        var policy = child.Attributes.ParentClosePolicy;
        if (policy == ParentClosePolicy.Abandon ||
            engine.Index.FindCurrent(child.Attributes.Namespace, child.Attributes.WorkflowId) is not { IsOpen: true } record)
        {
            return;
        }

        engine.Change(engine.Index.Load(record), run =>
        {
            if (!run.IsOpen || run.Facts.Started.ParentWorkflowExecution?.RunId != parent.Key.RunId)
            {
                return;
            }

            if (policy == ParentClosePolicy.RequestCancel)
            {
                RequestCancel(run, parent.Key);
            }
            else
            {
                new RunCloser(engine, run).Terminate("by parent close policy", null, "history-service");
            }
        });
    }

    private static void RequestCancel(Run run, RunKey parent)
    {
        if (run.Facts.CancelRequested)
        {
            return;
        }

        run.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCancelRequested,
            WorkflowExecutionCancelRequestedEventAttributes = new()
            {
                ExternalWorkflowExecution = parent.ToProto(),
                Identity = "history-service",
            },
        });
        run.WakeWorkflow();
    }

    private static bool HasNextRun(HistoryEvent closing) => closing.EventType switch
    {
        EventType.WorkflowExecutionContinuedAsNew => true,
        EventType.WorkflowExecutionCompleted => closing.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId.Length > 0,
        EventType.WorkflowExecutionFailed => closing.WorkflowExecutionFailedEventAttributes.NewExecutionRunId.Length > 0,
        EventType.WorkflowExecutionTimedOut => closing.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId.Length > 0,
        _ => false,
    };
}

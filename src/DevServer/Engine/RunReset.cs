using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// Starts a run anew from a workflow task of an older run: the events up to that task are taken over, the task counts as
/// failed, and what came in from outside afterwards (signals, updates) is applied again unless excluded.
/// </summary>
internal sealed class RunReset(HistoryEngine engine)
{
    /// <summary>Who starts and fails the task at the reset point.</summary>
    private const string ServerWorker = "history-service";

    public async Task<string> ResetAsync(ResetWorkflowExecutionRequest request)
    {
        var execution = request.WorkflowExecution;
        var source = engine.Get(request.Namespace, execution.WorkflowId, execution.RunId);
        if (engine.Index.FindCurrent(request.Namespace, execution.WorkflowId) is not { } record)
        {
            throw RpcErrors.WorkflowNotFound(execution.WorkflowId, "");
        }

        var current = engine.Index.Load(record);
        lock (current.Gate)
        {
            if (request.RequestId.Length > 0 && current.Facts.StartRequestId == request.RequestId)
            {
                return current.Key.RunId;
            }
        }

        List<HistoryEvent> events;
        lock (source.Gate)
        {
            events = [.. source.Log.Range(1, source.Log.Count).Concat(source.Buffered)];
        }

        CheckPoint(events, source.Log.Count, request.WorkflowTaskFinishEventId);
        Run? next = null;
        await engine.ChangeAsync(current, run =>
        {
            next = Build(source, events, request);

            // Before the end: the run that follows tells how it all ended.
            run.Facts.ResetRunId = next.Key.RunId;
            if (run.IsOpen)
            {
                new RunCloser(engine, run).Terminate($"{request.Reason}", null, request.Identity);
            }

            run.MarkDirty();
            run.Successor = next;
        });
        return next!.Key.RunId;
    }

    private static void CheckPoint(List<HistoryEvent> events, long lastId, long finishId)
    {
        if (finishId <= 1 || finishId > lastId)
        {
            throw RpcErrors.InvalidArgument("Workflow task finish ID must be > 1 && <= workflow last event ID.");
        }

        var type = events[(int)finishId - 1].EventType;
        if (type is not (EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut) &&
            events[(int)finishId - 2].EventType is not (EventType.WorkflowTaskStarted or EventType.WorkflowTaskScheduled))
        {
            throw RpcErrors.InvalidArgument(
                $"unable to find reset point: event {finishId} does not end a workflow task");
        }
    }

    private Run Build(Run source, List<HistoryEvent> events, ResetWorkflowExecutionRequest request)
    {
        var key = source.Key with { RunId = Guid.NewGuid().ToString() };
        var run = new Run(key, engine.Index.NextSerial(), engine.Clock);
        foreach (var e in events.Take((int)request.WorkflowTaskFinishEventId - 1))
        {
            run.AddCopy(e.Clone());
        }

        run.Facts.StartRequestId = request.RequestId;
        EndTask(run, source, request.Reason);
        var reapply = new ResetReapply(run, request);
        foreach (var e in events.Skip((int)request.WorkflowTaskFinishEventId - 1))
        {
            reapply.Apply(e);
        }

        reapply.ApplyOperations();
        run.EndBackoff();
        run.WakeWorkflow();
        run.Nexus.Repeat();
        foreach (var activity in run.Activities.Pending)
        {
            run.Activities.Offer(activity);
        }

        return run;
    }

    /// <summary>The task at the reset point fails with cause reset; one that never started is started for that.</summary>
    private static void EndTask(Run run, Run source, string reason)
    {
        if (!run.WorkflowTask.IsPending)
        {
            return;
        }

        if (!run.WorkflowTask.IsStarted)
        {
            run.WorkflowTask.Start(ServerWorker, Guid.NewGuid().ToString());
        }

        run.WorkflowTask.Fail(new WorkflowTaskFailedEventAttributes
        {
            Cause = WorkflowTaskFailedCause.ResetWorkflow,
            Failure = new Failure { Message = reason, ResetWorkflowFailureInfo = new ResetWorkflowFailureInfo() },
            Identity = ServerWorker,
            BaseRunId = source.Key.RunId,
            NewRunId = run.Key.RunId,
        });
        run.WorkflowTask.ForgetAttempts();
    }
}

using BackgroundAgent.DevServer.Workers.Deployments;
using Temporalio.Api.Sdk.V1;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Ends a run, with the run that follows it if there is one (retry, cron, continue-as-new). Needs the gate.</summary>
internal sealed class RunCloser(HistoryEngine engine, Run run)
{
    private WorkflowExecutionStartedEventAttributes Started => run.Facts.Started;

    public void Complete(Payloads? result, long completedId)
    {
        var next = FollowByCron(null, result);
        Close(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCompleted,
            WorkflowExecutionCompletedEventAttributes = new()
            {
                Result = result,
                WorkflowTaskCompletedEventId = completedId,
                NewExecutionRunId = next?.Key.RunId ?? "",
            },
        });
    }

    public void Fail(Failure failure, long completedId)
    {
        var (next, state) = FollowFailure(failure);
        Close(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionFailed,
            WorkflowExecutionFailedEventAttributes = new()
            {
                Failure = failure,
                RetryState = state,
                WorkflowTaskCompletedEventId = completedId,
                NewExecutionRunId = next?.Key.RunId ?? "",
            },
        });
    }

    public void Cancel(Payloads? details, long completedId) => Close(new HistoryEvent
    {
        EventType = EventType.WorkflowExecutionCanceled,
        WorkflowExecutionCanceledEventAttributes = new() { Details = details, WorkflowTaskCompletedEventId = completedId },
    });

    public void TimeOut()
    {
        LeaveTask();
        var chainOver = run.Facts.ChainExpiration <= run.Now;
        var failure = new Failure
        {
            Message = "workflow timeout",
            Source = "Server",
            TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = TimeoutType.StartToClose },
        };
        var (next, state) = chainOver ? (null, RetryState.Timeout) : FollowFailure(failure);
        Close(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionTimedOut,
            WorkflowExecutionTimedOutEventAttributes = new() { RetryState = state, NewExecutionRunId = next?.Key.RunId ?? "" },
        });
    }

    public void Terminate(string reason, Payloads? details, string identity, IEnumerable<Link>? links = null)
    {
        LeaveTask();
        var e = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionTerminated,
            WorkflowExecutionTerminatedEventAttributes = new() { Reason = reason, Details = details, Identity = identity },
        };
        e.Links.Add(links ?? []);
        Close(e);
    }

    public void ContinueAsNew(ContinueAsNewWorkflowExecutionCommandAttributes command, long completedId, UserMetadata? metadata)
    {
        var next = new ContinuedRun(run).AsNew(command);
        Inheritance.Apply(engine.Deployments, run, run.Key.Namespace, next, command.InheritBuildId);
        Inheritance.Apply(next, run, command.InitialVersioningBehavior);
        var successor = engine.Starter.Make(Spec(next, metadata ?? run.Facts.StartEvent?.UserMetadata));
        run.Successor = successor;
        var continued = new WorkflowExecutionContinuedAsNewEventAttributes
        {
            NewExecutionRunId = successor.Key.RunId,
            WorkflowType = next.WorkflowType,
            TaskQueue = next.TaskQueue,
            Input = next.Input,
            WorkflowRunTimeout = next.WorkflowRunTimeout,
            WorkflowTaskTimeout = next.WorkflowTaskTimeout,
            WorkflowTaskCompletedEventId = completedId,
            BackoffStartInterval = next.FirstWorkflowTaskBackoff,
            Initiator = next.Initiator,
            Failure = next.ContinuedFailure,
            LastCompletionResult = next.LastCompletionResult,
            Header = next.Header,
            Memo = next.Memo,
            SearchAttributes = next.SearchAttributes,
            InheritBuildId = command.InheritBuildId,
            InitialVersioningBehavior = command.InitialVersioningBehavior,
        };
        Close(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionContinuedAsNew,
            WorkflowExecutionContinuedAsNewEventAttributes = continued,
        });
    }

    private (Run? Next, RetryState State) FollowFailure(Failure failure)
    {
        var decision = RetryRule.Decide(new RetryRule.Question(
            Started.RetryPolicy, failure, Math.Max(1, Started.Attempt), run.Now, run.Facts.ChainExpiration, CancelRequested: false));
        if (decision.State == RetryState.InProgress)
        {
            var attributes = new ContinuedRun(run).Retry(failure, decision.Backoff);
            Inheritance.Apply(engine.Deployments, run, run.Key.Namespace, attributes, build: true);
            run.Successor = engine.Starter.Make(Spec(attributes, run.Facts.StartEvent?.UserMetadata));
            return (run.Successor, decision.State);
        }

        var cron = FollowByCron(failure, null);
        return (cron, cron is null ? decision.State : RetryState.InProgress);
    }

    private Run? FollowByCron(Failure? failure, Payloads? result)
    {
        if (Started.CronSchedule.Length == 0 || CronSpec.Next(Started.CronSchedule, run.Facts.ExecutionTime, run.Now) is not { } backoff)
        {
            return null;
        }

        if (run.Facts.ChainExpiration is { } end && run.Now + backoff > end)
        {
            return null;
        }

        var attributes = new ContinuedRun(run).Cron(failure, result, backoff);
        Inheritance.Apply(engine.Deployments, run, run.Key.Namespace, attributes, build: true);
        run.Successor = engine.Starter.Make(Spec(attributes, run.Facts.StartEvent?.UserMetadata));
        return run.Successor;
    }

    private StartSpec Spec(WorkflowExecutionStartedEventAttributes attributes, UserMetadata? metadata) => new()
    {
        Namespace = run.Key.Namespace,
        WorkflowId = run.Key.WorkflowId,
        Attributes = attributes,
        Metadata = metadata,
        RequestId = Guid.NewGuid().ToString(),
    };

    /// <summary>A running task cannot go on in a closed run; its buffered events come out before the end.</summary>
    private void LeaveTask()
    {
        if (run.WorkflowTask.IsStarted)
        {
            run.WorkflowTask.Fail(new WorkflowTaskFailedEventAttributes
            {
                Cause = WorkflowTaskFailedCause.ForceCloseCommand,
                Identity = "history-service",
            });
        }

        run.FlushBuffered();
    }

    private void Close(HistoryEvent e)
    {
        run.Add(e);
        run.Callbacks.Trigger(e);
        run.Add(new Effect(EffectKind.Closed));
    }
}

namespace BackgroundAgent.DevServer.Engine;

/// <summary>The first event of a run that follows another one in its chain.</summary>
internal sealed class ContinuedRun(Run run)
{
    public WorkflowExecutionStartedEventAttributes Retry(Failure failure, TimeSpan backoff)
    {
        var next = Base(ContinueAsNewInitiator.Retry, backoff);
        next.Attempt = Math.Max(1, run.Facts.Started.Attempt) + 1;
        next.ContinuedFailure = failure;
        next.LastCompletionResult = run.Facts.Started.LastCompletionResult;
        return next;
    }

    public WorkflowExecutionStartedEventAttributes Cron(Failure? failure, Payloads? result, TimeSpan backoff)
    {
        var next = Base(ContinueAsNewInitiator.CronSchedule, backoff);
        next.Attempt = 1;
        next.ContinuedFailure = failure;
        next.LastCompletionResult = result ?? run.Facts.Started.LastCompletionResult;
        return next;
    }

    public WorkflowExecutionStartedEventAttributes AsNew(ContinueAsNewWorkflowExecutionCommandAttributes command)
    {
        var initiator = command.Initiator == ContinueAsNewInitiator.Unspecified ? ContinueAsNewInitiator.Workflow : command.Initiator;
        var next = Base(initiator, command.BackoffStartInterval.ToSpan());
        next.Attempt = 1;
        next.WorkflowType = command.WorkflowType is { Name.Length: > 0 } type ? type : next.WorkflowType;
        next.TaskQueue = command.TaskQueue is { Name.Length: > 0 } queue
            ? new TaskQueue { Name = queue.Name, Kind = TaskQueueKind.Normal }
            : next.TaskQueue;
        next.Input = command.Input;
        next.WorkflowRunTimeout = command.WorkflowRunTimeout.ToSpan() > TimeSpan.Zero ? command.WorkflowRunTimeout : next.WorkflowRunTimeout;
        next.WorkflowTaskTimeout = command.WorkflowTaskTimeout.ToSpan() > TimeSpan.Zero ? command.WorkflowTaskTimeout : next.WorkflowTaskTimeout;
        next.RetryPolicy = command.RetryPolicy is null ? next.RetryPolicy : RetryRule.WithDefaults(command.RetryPolicy);
        next.CronSchedule = command.CronSchedule.Length > 0 ? command.CronSchedule : next.CronSchedule;
        next.ContinuedFailure = command.Failure;
        next.LastCompletionResult = command.LastCompletionResult ?? run.Facts.Started.LastCompletionResult;
        next.Header = command.Header;
        next.Memo = command.Memo ?? next.Memo;
        next.SearchAttributes = command.SearchAttributes ?? next.SearchAttributes;
        return next;
    }

    private WorkflowExecutionStartedEventAttributes Base(ContinueAsNewInitiator initiator, TimeSpan backoff)
    {
        var from = run.Facts.Started;
        var next = from.Clone();
        next.ContinuedExecutionRunId = run.Key.RunId;
        next.Initiator = initiator;
        next.OriginalExecutionRunId = "";
        next.FirstWorkflowTaskBackoff = backoff.ToProto();
        next.ContinuedFailure = null;
        next.Memo = ToMemo(run.Facts.Memo);
        next.SearchAttributes = ToAttributes(run.Facts.SearchAttributes);
        next.Priority = run.Facts.Priority;
        next.EagerExecutionAccepted = false;
        next.CompletionCallbacks.Clear();
        next.CompletionCallbacks.Add(run.Callbacks.All.Select(c => c.Callback));
        return next;
    }

    private static Memo? ToMemo(Dictionary<string, Payload> fields)
    {
        if (fields.Count == 0)
        {
            return null;
        }

        var memo = new Memo();
        memo.Fields.Add(fields);
        return memo;
    }

    private static SearchAttributes? ToAttributes(Dictionary<string, Payload> fields)
    {
        if (fields.Count == 0)
        {
            return null;
        }

        var attributes = new SearchAttributes();
        attributes.IndexedFields.Add(fields);
        return attributes;
    }
}

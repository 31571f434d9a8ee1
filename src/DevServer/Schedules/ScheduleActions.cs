using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc.Groups;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>What a schedule does when it is due. Needs the schedule's gate; takes runs' gates inside, never the other way round.</summary>
internal sealed class ScheduleActions(HistoryEngine engine)
{
    private const int KeptActions = 10;
    public const int MostBuffered = 1000;

    private static readonly TimeSpan DefaultCatchup = TimeSpan.FromDays(365);
    private static readonly TimeSpan ShortestCatchup = TimeSpan.FromSeconds(10);

    private readonly StartRequests _starts = new(engine);

    /// <summary>Nothing will happen by itself any more.</summary>
    public static bool IsIdle(ScheduleRecord record) =>
        record.View.Schedule.State is { LimitedActions: true, RemainingActions: 0 };

    public void Process(ScheduleRecord record, DateTimeOffset now)
    {
        var state = record.View.Schedule.State;
        var policies = record.View.Schedule.Policies;
        var catchup = policies.CatchupWindow is null ? DefaultCatchup : policies.CatchupWindow.ToSpan();
        catchup = catchup < ShortestCatchup ? ShortestCatchup : catchup;
        while (record.Spec?.Next(record.LastProcessed, record.Id) is { } next && next.Actual <= now)
        {
            record.LastProcessed = next.Nominal;
            if (state.Paused)
            {
                continue;
            }

            if (now - next.Actual > catchup)
            {
                record.View.Info.MissedCatchupWindow++;
                continue;
            }

            if (state.LimitedActions && state.RemainingActions == 0)
            {
                continue;
            }

            if (state.LimitedActions)
            {
                state.RemainingActions--;
            }

            Add(record, new BufferedStart(next.Nominal.UtcTicks, next.Actual.UtcTicks, ScheduleOverlapPolicy.Unspecified, Manual: false));
        }

        Drain(record);
    }

    public static void Add(ScheduleRecord record, BufferedStart start)
    {
        if (record.Buffer.Count >= MostBuffered)
        {
            record.View.Info.BufferDropped++;
            return;
        }

        record.Buffer.Add(start);
    }

    /// <summary>A workflow of the schedule ended (for good, not only one run of it).</summary>
    public static void OnClosed(ScheduleRecord record, Run run)
    {
        var first = run.Facts.Started.FirstExecutionRunId;
        var info = record.View.Info;
        if (info.RunningWorkflows.FirstOrDefault(w => w.WorkflowId == run.Key.WorkflowId && w.RunId == first) is { } ended)
        {
            info.RunningWorkflows.Remove(ended);
        }

        foreach (var action in info.RecentActions.Where(a => a.StartWorkflowResult?.RunId == first))
        {
            action.StartWorkflowStatus = run.Status;
        }

        if (run.CloseEvent?.WorkflowExecutionCompletedEventAttributes is { } completed)
        {
            (record.LastResult, record.LastFailure) = (completed.Result, null);
        }
        else if (run.CloseEvent?.WorkflowExecutionFailedEventAttributes is { } failed)
        {
            record.LastFailure = failed.Failure;
        }

        var state = record.View.Schedule.State;
        if (record.View.Schedule.Policies.PauseOnFailure && !state.Paused &&
            run.Status is WorkflowExecutionStatus.Failed or WorkflowExecutionStatus.TimedOut)
        {
            state.Paused = true;
            state.Notes = $"paused due to workflow {(run.Status == WorkflowExecutionStatus.Failed ? "failure" : "timeout")}: {run.Key.WorkflowId}";
            record.Version++;
        }
    }

    /// <summary>After a restart: workflows may have closed without the schedule having been stored.</summary>
    public void CheckRunning(ScheduleRecord record)
    {
        foreach (var running in record.View.Info.RunningWorkflows.ToList())
        {
            var current = engine.Index.FindCurrent(record.Namespace, running.WorkflowId);
            if (current is null)
            {
                record.View.Info.RunningWorkflows.Remove(running);
            }
            else if (!current.IsOpen)
            {
                OnClosed(record, engine.Index.Load(current));
            }
        }
    }

    private void Drain(ScheduleRecord record)
    {
        var waiting = new List<BufferedStart>(record.Buffer);
        record.Buffer.Clear();
        foreach (var start in waiting)
        {
            var policy = start.Overlap != ScheduleOverlapPolicy.Unspecified ? start.Overlap : record.View.Schedule.Policies.OverlapPolicy;
            Resolve(record, start, policy);
        }

        record.View.Info.BufferSize = record.Buffer.Count;
    }

    private void Resolve(ScheduleRecord record, BufferedStart start, ScheduleOverlapPolicy policy)
    {
        var running = record.View.Info.RunningWorkflows;
        if (policy == ScheduleOverlapPolicy.AllowAll || (running.Count == 0 && record.Buffer.Count == 0))
        {
            Start(record, start, overlapping: policy == ScheduleOverlapPolicy.AllowAll);
            return;
        }

        switch (policy)
        {
            case ScheduleOverlapPolicy.BufferOne when record.Buffer.Count == 0:
            case ScheduleOverlapPolicy.BufferAll:
                record.Buffer.Add(start);
                break;
            case ScheduleOverlapPolicy.CancelOther:
            case ScheduleOverlapPolicy.TerminateOther:
                EndOthers(record, policy == ScheduleOverlapPolicy.TerminateOther);
                record.View.Info.OverlapSkipped += record.Buffer.Count;
                record.Buffer.Clear();
                record.Buffer.Add(start);
                break;
            default:
                record.View.Info.OverlapSkipped++;
                break;
        }
    }

    /// <summary>The next start waits until the others have really ended.</summary>
    private void EndOthers(ScheduleRecord record, bool terminate)
    {
        foreach (var running in record.View.Info.RunningWorkflows.ToList())
        {
            if (engine.Index.FindCurrent(record.Namespace, running.WorkflowId) is not { IsOpen: true } current)
            {
                continue;
            }

            engine.Change(engine.Index.Load(current), r => End(r, terminate));
        }
    }

    private void End(Run run, bool terminate)
    {
        if (!run.IsOpen)
        {
            return;
        }

        if (terminate)
        {
            new RunCloser(engine, run).Terminate("terminated by schedule overlap policy", null, "temporal-scheduler");
        }
        else if (!run.Facts.CancelRequested)
        {
            run.Add(new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionCancelRequested,
                WorkflowExecutionCancelRequestedEventAttributes = new()
                {
                    Cause = "cancelled by schedule overlap policy",
                    Identity = "temporal-scheduler",
                },
            });
            run.WakeWorkflow();
        }
    }

    private void Start(ScheduleRecord record, BufferedStart start, bool overlapping)
    {
        var nominal = new DateTimeOffset(start.NominalTicks, TimeSpan.Zero);
        var result = new ScheduleActionResult
        {
            ScheduleTime = new DateTimeOffset(start.ActualTicks, TimeSpan.Zero).ToProto(),
            ActualTime = engine.Clock.GetUtcNow().ToProto(),
        };
        try
        {
            var started = engine.Starter.Start(_starts.Spec(Request(record, nominal)));
            var execution = started.Run.Key.ToProto();
            result.StartWorkflowResult = execution;
            result.StartWorkflowStatus = WorkflowExecutionStatus.Running;
            if (!overlapping)
            {
                // One that may overlap is in nobody's way.
                record.View.Info.RunningWorkflows.Add(execution);
            }
        }
        catch (RpcException)
        {
            // A start that is refused (the id is in use, the request is wrong) is an action that did not happen.
            return;
        }

        record.View.Info.ActionCount++;
        record.View.Info.RecentActions.Add(result);
        while (record.View.Info.RecentActions.Count > KeptActions)
        {
            record.View.Info.RecentActions.RemoveAt(0);
        }
    }

    private static StartWorkflowExecutionRequest Request(ScheduleRecord record, DateTimeOffset nominal)
    {
        var action = record.View.Schedule.Action.StartWorkflow;
        var suffix = "-" + nominal.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var attributes = action.SearchAttributes?.Clone() ?? new SearchAttributes();
        attributes.IndexedFields["TemporalScheduledById"] = AttributeValue.Encode(record.Id, IndexedValueType.Keyword);
        attributes.IndexedFields["TemporalScheduledStartTime"] = AttributeValue.Encode(nominal, IndexedValueType.Datetime);
        return new StartWorkflowExecutionRequest
        {
            Namespace = record.Namespace,
            WorkflowId = action.WorkflowId + (record.View.Schedule.Policies.KeepOriginalWorkflowId ? "" : suffix),
            WorkflowType = action.WorkflowType,
            TaskQueue = action.TaskQueue,
            Input = action.Input,
            WorkflowExecutionTimeout = action.WorkflowExecutionTimeout,
            WorkflowRunTimeout = action.WorkflowRunTimeout,
            WorkflowTaskTimeout = action.WorkflowTaskTimeout,
            Identity = "temporal-scheduler-" + record.Id,
            RequestId = Guid.NewGuid().ToString(),
            RetryPolicy = action.RetryPolicy,
            Memo = action.Memo,
            SearchAttributes = attributes,
            Header = action.Header,
            UserMetadata = action.UserMetadata,
            VersioningOverride = action.VersioningOverride,
            Priority = action.Priority,
            LastCompletionResult = record.LastResult,
            ContinuedFailure = record.LastFailure,
        };
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Operations;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Describes one execution.</summary>
internal sealed class DescribeRpcs(HistoryEngine engine) : IRpcGroup
{
    public void Register(RpcTable table) => table.Workflow(DescribeWorkflowExecutionRequest.Parser, DescribeAsync);

    private async Task<DescribeWorkflowExecutionResponse> DescribeAsync(DescribeWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.Execution);
        var run = engine.Get(request.Namespace, request.Execution.WorkflowId, request.Execution.RunId);
        return await HistoryEngine.ReadAsync(run, Describe);
    }

    private static DescribeWorkflowExecutionResponse Describe(Run run)
    {
        var facts = run.Facts;
        var response = new DescribeWorkflowExecutionResponse
        {
            ExecutionConfig = new WorkflowExecutionConfig
            {
                TaskQueue = new TaskQueue { Name = facts.TaskQueue, Kind = TaskQueueKind.Normal },
                WorkflowExecutionTimeout = facts.Started.WorkflowExecutionTimeout,
                WorkflowRunTimeout = facts.Started.WorkflowRunTimeout,
                DefaultWorkflowTaskTimeout = facts.WorkflowTaskTimeout.ToProto(),
                UserMetadata = facts.StartEvent?.UserMetadata,
            },
            WorkflowExecutionInfo = RunSummary.Build(run),
            WorkflowExtendedInfo = new WorkflowExecutionExtendedInfo
            {
                ExecutionExpirationTime = facts.ChainExpiration.ToProto(),

                // The genuine server gives the first year for never, and clients print it.
                RunExpirationTime = (facts.RunExpiration ?? DateTimeOffset.MinValue).ToProto(),
                CancelRequested = facts.CancelRequested,
                OriginalStartTime = facts.StartTime.ToProto(),
                ResetRunId = facts.ResetRunId ?? "",
            },
        };
        AddRequestIds(run, response.WorkflowExtendedInfo);
        response.Callbacks.Add(run.Callbacks.All.Where(c => c.Callback.Nexus is not null).Select(c => c.Describe()));
        if (!run.IsOpen)
        {
            return response;
        }

        AddPending(run, response);
        return response;
    }

    private static void AddRequestIds(Run run, WorkflowExecutionExtendedInfo info)
    {
        if (run.Facts.StartRequestId is { Length: > 0 } start)
        {
            info.RequestIdInfos[start] = new RequestIdInfo { EventType = EventType.WorkflowExecutionStarted, EventId = 1 };
        }

        info.RequestIdInfos.Add(run.Facts.RequestIds);
        if (run.Pause.IsPaused)
        {
            info.PauseInfo = new WorkflowExecutionPauseInfo
            {
                Identity = run.Pause.Identity ?? "",
                Reason = run.Pause.Reason ?? "",
                PausedTime = run.Pause.Time.ToProto(),
            };
        }
    }

    private static void AddPending(Run run, DescribeWorkflowExecutionResponse response)
    {
        foreach (var activity in run.Activities.Pending.OrderBy(a => a.ScheduledId))
        {
            response.PendingActivities.Add(ActivityDescription.Describe(activity));
        }

        foreach (var child in run.Children.Pending.OrderBy(c => c.InitiatedId))
        {
            response.PendingChildren.Add(new PendingChildExecutionInfo
            {
                WorkflowId = child.Attributes.WorkflowId,
                RunId = child.RunId,
                WorkflowTypeName = child.Attributes.WorkflowType.Name,
                InitiatedId = child.InitiatedId,
                ParentClosePolicy = child.Attributes.ParentClosePolicy,
            });
        }

        response.PendingNexusOperations.Add(run.Nexus.Pending.OrderBy(o => o.ScheduledId).Select(OperationDescription.Describe));
        if (run.WorkflowTask is { IsPending: true } task)
        {
            response.PendingWorkflowTask = new PendingWorkflowTaskInfo
            {
                State = task.IsStarted ? PendingWorkflowTaskState.Started : PendingWorkflowTaskState.Scheduled,
                ScheduledTime = task.ScheduledTime.ToProto(),
                OriginalScheduledTime = task.OriginalScheduledTime.ToProto(),
                StartedTime = task.IsStarted ? task.StartedTime.ToProto() : null,
                Attempt = task.Attempt,
            };
        }
    }
}

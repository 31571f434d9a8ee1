using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Delete, reset, pause, unpause and change the options of executions.</summary>
internal sealed class ExecutionControlRpcs(HistoryEngine engine, DynamicSettings settings) : IRpcGroup
{
    private readonly RunReset _reset = new(engine);

    public void Register(RpcTable table)
    {
        table.Workflow(DeleteWorkflowExecutionRequest.Parser, DeleteAsync);
        table.Workflow(ResetWorkflowExecutionRequest.Parser, ResetAsync);
        table.Workflow(PauseWorkflowExecutionRequest.Parser, PauseAsync);
        table.Workflow(UnpauseWorkflowExecutionRequest.Parser, UnpauseAsync);
        table.Workflow(UpdateWorkflowExecutionOptionsRequest.Parser, UpdateOptionsAsync);
    }

    public async Task<DeleteWorkflowExecutionResponse> DeleteAsync(DeleteWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.WorkflowExecution);
        var run = engine.Get(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId);
        await new RunDeletion(engine).DeleteAsync(engine.Index.Find(run.Key)!);
        return new DeleteWorkflowExecutionResponse();
    }

    public async Task<ResetWorkflowExecutionResponse> ResetAsync(ResetWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.WorkflowExecution);
        if (request.RequestId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("RequestId is not set on request.");
        }

        return new ResetWorkflowExecutionResponse { RunId = await _reset.ResetAsync(request) };
    }

    private async Task<PauseWorkflowExecutionResponse> PauseAsync(PauseWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (!settings.WorkflowPause)
        {
            throw RpcErrors.Unimplemented($"workflow pause is not enabled for namespace: {request.Namespace}");
        }

        await ChangeOpenAsync(request.Namespace, request.WorkflowId, request.RunId, run =>
        {
            if (run.Pause.IsPaused)
            {
                throw RpcErrors.FailedPrecondition("workflow is already paused.");
            }

            run.Add(new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionPaused,
                WorkflowExecutionPausedEventAttributes = new() { Identity = request.Identity, Reason = request.Reason, RequestId = request.RequestId },
            });
        });
        return new PauseWorkflowExecutionResponse();
    }

    private async Task<UnpauseWorkflowExecutionResponse> UnpauseAsync(UnpauseWorkflowExecutionRequest request, RpcCall call)
    {
        await ChangeOpenAsync(request.Namespace, request.WorkflowId, request.RunId, run =>
        {
            if (!run.Pause.IsPaused)
            {
                throw RpcErrors.FailedPrecondition("workflow is not paused.");
            }

            run.Add(new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionUnpaused,
                WorkflowExecutionUnpausedEventAttributes = new() { Identity = request.Identity, Reason = request.Reason, RequestId = request.RequestId },
            });
            if (run.WorkflowTask is { IsPending: true, IsStarted: false })
            {
                run.Add(new Effect(EffectKind.OfferWorkflowTask));
            }

            run.WakeWorkflow();
            foreach (var activity in run.Activities.Pending.Where(a => !a.IsStarted && !a.IsBackingOff))
            {
                run.Activities.Offer(activity);
            }
        });
        return new UnpauseWorkflowExecutionResponse();
    }

    public async Task<UpdateWorkflowExecutionOptionsResponse> UpdateOptionsAsync(UpdateWorkflowExecutionOptionsRequest request, RpcCall call)
    {
        RequestChecks.Execution(request.WorkflowExecution);
        var response = new UpdateWorkflowExecutionOptionsResponse();
        await ChangeOpenAsync(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId, run =>
        {
            var (before, priority) = (run.Versioning.Override, run.Facts.Priority);
            var updated = new WorkflowExecutionOptionsUpdatedEventAttributes
            {
                Identity = request.Identity,
                VersioningOverride = before?.Clone(),
                Priority = priority,
            };
            foreach (var path in request.UpdateMask?.Paths ?? [])
            {
                switch (path.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant())
                {
                    case "versioningoverride":
                        var given = request.WorkflowExecutionOptions?.VersioningOverride;
                        OverrideChecks.Check(engine.Deployments, request.Namespace, run.Facts.TaskQueue, given);
                        updated.VersioningOverride = VersioningState.Modern(given);
                        break;
                    case "priority":
                        RequestChecks.Priority(request.WorkflowExecutionOptions?.Priority);
                        updated.Priority = request.WorkflowExecutionOptions?.Priority ?? new Priority();
                        break;
                    default:
                        throw RpcErrors.InvalidArgument($"unsupported field in UpdateMask: {path}");
                }
            }

            updated.UnsetVersioningOverride = updated.VersioningOverride is null;
            if (!Equals(updated.VersioningOverride, before) || !Equals(updated.Priority, priority))
            {
                run.Add(new HistoryEvent
                {
                    EventType = EventType.WorkflowExecutionOptionsUpdated,
                    WorkflowExecutionOptionsUpdatedEventAttributes = updated,
                });
            }

            if (run.WorkflowTask is { IsPending: true, IsStarted: false })
            {
                // The waiting task may belong to another version now.
                run.Add(new Effect(EffectKind.OfferWorkflowTask));
            }

            response.WorkflowExecutionOptions = new WorkflowExecutionOptions
            {
                VersioningOverride = run.Versioning.Describe()?.VersioningOverride,
                Priority = run.Facts.Priority,
            };
        });
        return response;
    }

    private Task ChangeOpenAsync(string @namespace, string workflowId, string runId, Action<Run> change)
    {
        engine.Namespaces.Require(@namespace);
        RequestChecks.WorkflowId(workflowId);
        RequestChecks.RunId(runId);
        return engine.ChangeAsync(engine.Get(@namespace, workflowId, runId), run =>
        {
            if (!run.IsOpen)
            {
                throw RpcErrors.WorkflowCompleted();
            }

            change(run);
        });
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>Updates: admits them, and waits until they have come as far as the caller wants.</summary>
internal sealed class UpdateDesk(HistoryEngine engine)
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;
    private const UpdateWorkflowExecutionLifecycleStage Completed = UpdateWorkflowExecutionLifecycleStage.Completed;

    public sealed record Progress(UpdateWorkflowExecutionLifecycleStage Stage, Outcome? Outcome);

    /// <summary>Checks a request and gives it an id if it has none.</summary>
    public void Check(UpdateWorkflowExecutionRequest request)
    {
        RequestChecks.Execution(request.WorkflowExecution);
        if (request.Request?.Meta is null)
        {
            throw RpcErrors.InvalidArgument("Update meta is not set on request.");
        }

        if (request.Request.Meta.UpdateId.Length == 0)
        {
            request.Request.Meta.UpdateId = Guid.NewGuid().ToString();
        }

        if (request.Request.Meta.UpdateId.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument("UpdateId length exceeds limit.");
        }

        if (request.Request.Input is null)
        {
            throw RpcErrors.InvalidArgument("Update input is not set on request.");
        }

        if (request.Request.Input.Name.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Update name is not set on request.");
        }

        RequestChecks.Blob(request.Request.Input, engine.Sizes);
        if (request.WaitPolicy?.LifecycleStage == UpdateWorkflowExecutionLifecycleStage.Admitted)
        {
            throw RpcErrors.PermissionDenied("UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not supported.");
        }
    }

    /// <summary>Puts an update in front of the worker unless the run knows it. Needs the gate.</summary>
    public static void Admit(Run run, Request request)
    {
        var id = request.Meta.UpdateId;
        if (run.Updates.Find(id) is not null || run.LiveUpdates.Find(id) is not null)
        {
            return;
        }

        if (!run.IsOpen)
        {
            throw RpcErrors.WorkflowCompleted();
        }

        if (run.Updates.InFlight >= Limits.InFlightUpdates)
        {
            throw RpcErrors.ResourceExhausted(
                $"limit on number of concurrent in-flight updates has been reached ({Limits.InFlightUpdates})", ResourceExhaustedCause.ConcurrentLimit);
        }

        if (run.Updates.AcceptedCount >= Limits.TotalUpdates)
        {
            throw RpcErrors.FailedPrecondition($"limit on number of total updates has been reached ({Limits.TotalUpdates})");
        }

        run.LiveUpdates.Admit(request);
        if (!run.WorkflowTask.IsPending && run.BackoffOver && !run.Pause.IsPaused)
        {
            // The first task of a run must be a real one; a later one need not exist if the update is refused.
            run.WorkflowTask.Schedule(speculative: run.WorkflowTask.LastCompletedId > 0);
        }
    }

    public async Task<UpdateWorkflowExecutionResponse> UpdateAsync(UpdateWorkflowExecutionRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        Check(request);
        var run = engine.Get(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId);
        await engine.ChangeAsync(run, r =>
        {
            Rpc.Groups.SignalRpcs.RequireChain(r, request.FirstExecutionRunId);
            Admit(r, request.Request);
        });
        return await AwaitAsync(run, request, call);
    }

    public async Task<UpdateWorkflowExecutionResponse> AwaitAsync(Run run, UpdateWorkflowExecutionRequest request, RpcCall call)
    {
        var id = request.Request.Meta.UpdateId;
        var progress = await AwaitAsync(run, id, request.WaitPolicy?.LifecycleStage ?? Accepted, call);
        return new UpdateWorkflowExecutionResponse
        {
            UpdateRef = new UpdateRef { WorkflowExecution = run.Key.ToProto(), UpdateId = id },
            Stage = progress.Stage,
            Outcome = progress.Outcome,
        };
    }

    public async Task<PollWorkflowExecutionUpdateResponse> PollAsync(PollWorkflowExecutionUpdateRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.UpdateRef is null)
        {
            throw RpcErrors.InvalidArgument("UpdateRef is not set on request.");
        }

        RequestChecks.Execution(request.UpdateRef.WorkflowExecution);
        var run = engine.Get(request.Namespace, request.UpdateRef.WorkflowExecution.WorkflowId, request.UpdateRef.WorkflowExecution.RunId);
        var id = request.UpdateRef.UpdateId;
        lock (run.Gate)
        {
            if (Find(run, id) is null)
            {
                throw RpcErrors.NotFound($"update \"{id}\" not found");
            }
        }

        var stage = request.WaitPolicy?.LifecycleStage ?? UpdateWorkflowExecutionLifecycleStage.Unspecified;
        var progress = stage == UpdateWorkflowExecutionLifecycleStage.Unspecified
            ? await HistoryEngine.ReadAsync(run, r => Find(r, id)!)
            : await AwaitAsync(run, id, stage, call);
        return new PollWorkflowExecutionUpdateResponse
        {
            UpdateRef = new UpdateRef { WorkflowExecution = run.Key.ToProto(), UpdateId = id },
            Stage = progress.Stage,
            Outcome = progress.Outcome,
        };
    }

    private async Task<Progress> AwaitAsync(Run run, string id, UpdateWorkflowExecutionLifecycleStage stage, RpcCall call)
    {
        var reached = await engine.WaitAsync(
            run, r => Find(r, id) is { } p && p.Stage >= stage ? p : Find(r, id) is null ? throw Gone(r) : null, call.Wait(Limits.HistoryLongPoll), call.Cancel);
        return reached ?? await HistoryEngine.ReadAsync(run, r => Find(r, id) ?? throw Gone(r));
    }

    private static RpcException Gone(Run run) => run.IsOpen
        ? RpcErrors.Unavailable("the update was lost, please retry")
        : run.Status == WorkflowExecutionStatus.ContinuedAsNew
            ? RpcErrors.Unavailable("workflow operation can not be applied because workflow is closing")
            : RpcErrors.NotFound("workflow update was aborted by closing workflow");

    private static Progress? Find(Run run, string id)
    {
        if (run.Updates.Find(id) is { } recorded)
        {
            if (recorded.Outcome is not null)
            {
                return new Progress(Completed, recorded.Outcome);
            }

            return run.IsOpen ? new Progress(Accepted, null) : new Progress(Completed, new Outcome { Failure = Unfinished() });
        }

        if (run.LiveUpdates.Rejection(id) is { } failure)
        {
            return new Progress(Completed, new Outcome { Failure = failure });
        }

        return run.IsOpen && run.LiveUpdates.Find(id) is not null
            ? new Progress(UpdateWorkflowExecutionLifecycleStage.Admitted, null)
            : null;
    }

    private static Failure Unfinished() => new()
    {
        Message = "Workflow Update failed because the Workflow completed before the Update completed.",
        Source = "Server",
        ApplicationFailureInfo = new ApplicationFailureInfo { Type = "AcceptedUpdateCompletedWorkflow", NonRetryable = true },
    };
}

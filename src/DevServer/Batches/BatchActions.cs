using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc.Groups;
using static Temporalio.Api.WorkflowService.V1.StartBatchOperationRequest;

namespace BackgroundAgent.DevServer.Batches;

/// <summary>
/// Does to one execution what a batch operation asks, through the calls a client would make. A job that goes on after a restart may repeat the
/// last of them: signals and resets carry the job's id, so that a second one changes nothing.
/// </summary>
internal sealed class BatchActions(HistoryEngine engine, DynamicSettings settings)
{
    private readonly SignalRpcs _signals = new(engine);
    private readonly ExecutionControlRpcs _control = new(engine, settings);
    private readonly ActivityControlRpcs _activities = new(engine);

    public Task ApplyAsync(StartBatchOperationRequest request, WorkflowExecution target) => request.OperationCase switch
    {
        OperationOneofCase.TerminationOperation => _signals.TerminateAsync(new TerminateWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowExecution = target,
            Reason = request.Reason,
            Details = request.TerminationOperation.Details,
            Identity = request.TerminationOperation.Identity,
        }, default),
        OperationOneofCase.CancellationOperation => _signals.CancelAsync(new RequestCancelWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowExecution = target,
            Reason = request.Reason,
            Identity = request.CancellationOperation.Identity,
        }, default),
        OperationOneofCase.SignalOperation => _signals.SignalAsync(new SignalWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowExecution = target,
            SignalName = request.SignalOperation.Signal,
            Input = request.SignalOperation.Input,
            Header = request.SignalOperation.Header,
            Identity = request.SignalOperation.Identity,
            RequestId = request.JobId,
        }, default),
        OperationOneofCase.DeletionOperation =>
            _control.DeleteAsync(new DeleteWorkflowExecutionRequest { Namespace = request.Namespace, WorkflowExecution = target }, default),
        OperationOneofCase.ResetOperation => ResetAsync(request, target),
        OperationOneofCase.UpdateWorkflowOptionsOperation => _control.UpdateOptionsAsync(new UpdateWorkflowExecutionOptionsRequest
        {
            Namespace = request.Namespace,
            WorkflowExecution = target,
            WorkflowExecutionOptions = request.UpdateWorkflowOptionsOperation.WorkflowExecutionOptions,
            UpdateMask = request.UpdateWorkflowOptionsOperation.UpdateMask,
            Identity = request.UpdateWorkflowOptionsOperation.Identity,
        }, default),
        _ => ToActivitiesAsync(request, target),
    };

    private Task ToActivitiesAsync(StartBatchOperationRequest request, WorkflowExecution target)
    {
        switch (request.OperationCase)
        {
            case OperationOneofCase.UnpauseActivitiesOperation:
                var from = request.UnpauseActivitiesOperation;
                var unpause = new UnpauseActivityRequest
                {
                    Namespace = request.Namespace,
                    Execution = target,
                    Identity = from.Identity,
                    ResetAttempts = from.ResetAttempts,
                    ResetHeartbeat = from.ResetHeartbeat,
                    Jitter = from.Jitter,
                };
                Choose(from.HasType, () => unpause.Type = from.Type, () => unpause.UnpauseAll = true);
                return _activities.UnpauseAsync(unpause, default);
            case OperationOneofCase.ResetActivitiesOperation:
                var again = request.ResetActivitiesOperation;
                var reset = new ResetActivityRequest
                {
                    Namespace = request.Namespace,
                    Execution = target,
                    Identity = again.Identity,
                    ResetHeartbeat = again.ResetHeartbeat,
                    Jitter = again.Jitter,
                    KeepPaused = again.KeepPaused,
                    RestoreOriginalOptions = again.RestoreOriginalOptions,
                };
                Choose(again.HasType, () => reset.Type = again.Type, () => reset.MatchAll = true);
                return _activities.ResetAsync(reset, default);
            default:
                var options = request.UpdateActivityOptionsOperation;
                var update = new UpdateActivityOptionsRequest
                {
                    Namespace = request.Namespace,
                    Execution = target,
                    Identity = options.Identity,
                    ActivityOptions = options.ActivityOptions,
                    UpdateMask = options.UpdateMask,
                    RestoreOriginal = options.RestoreOriginal,
                };
                Choose(options.HasType, () => update.Type = options.Type, () => update.MatchAll = true);
                return _activities.UpdateAsync(update, default);
        }
    }

    private static void Choose(bool byType, Action type, Action all) => (byType ? type : all)();

    private async Task ResetAsync(StartBatchOperationRequest request, WorkflowExecution target)
    {
        var operation = request.ResetOperation;
        var run = engine.Get(request.Namespace, target.WorkflowId, target.RunId);
        var reset = new ResetWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowExecution = target,
            Reason = request.Reason,
            Identity = operation.Identity,
            RequestId = request.JobId,
            ResetReapplyType = operation.Options?.ResetReapplyType ?? operation.ResetReapplyType,
        };
        reset.ResetReapplyExcludeTypes.Add(operation.Options?.ResetReapplyExcludeTypes ?? []);
        reset.PostResetOperations.Add(operation.PostResetOperations);
        lock (run.Gate)
        {
            var first = operation.Options?.FirstWorkflowTask is not null || operation.ResetType == ResetType.FirstWorkflowTask;
            reset.WorkflowTaskFinishEventId = operation.Options is { WorkflowTaskId: > 0 } options
                ? options.WorkflowTaskId
                : first ? run.WorkflowTask.FirstCompletedId : run.WorkflowTask.LastCompletedId;
        }

        await _control.ResetAsync(reset, default);
    }
}

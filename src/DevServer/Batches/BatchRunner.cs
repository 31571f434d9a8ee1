using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Rpc.Groups;
using BackgroundAgent.DevServer.Visibility;

namespace BackgroundAgent.DevServer.Batches;

/// <summary>Runs batch operations in the background, one execution after the other.</summary>
internal sealed class BatchRunner(HistoryEngine engine, DynamicSettings settings)
{
    private readonly ConcurrentDictionary<(string Namespace, string Id), BatchJob> _jobs = new();
    private readonly SignalRpcs _signals = new(engine);
    private readonly ExecutionControlRpcs _control = new(engine, settings);

    public IEnumerable<BatchJob> All(string @namespace) =>
        _jobs.Where(j => j.Key.Namespace == @namespace).Select(j => j.Value).OrderByDescending(j => j.Started);

    public BatchJob Require(string @namespace, string id) =>
        _jobs.TryGetValue((@namespace, id), out var job) ? job : throw RpcErrors.NotFound("batch operation not found");

    public void Start(StartBatchOperationRequest request)
    {
        var type = TypeOf(request);
        var targets = Targets(request);
        var job = new BatchJob(request, type, engine.Clock.GetUtcNow()) { Total = targets.Count };
        if (!_jobs.TryAdd((request.Namespace, request.JobId), job))
        {
            throw RpcErrors.AlreadyStarted($"Batch operation {request.JobId} is already started.", "", "");
        }

        _ = Task.Run(() => RunAsync(job, targets));
    }

    private List<WorkflowExecution> Targets(StartBatchOperationRequest request)
    {
        var @namespace = engine.Namespaces.Require(request.Namespace);
        if (request.Executions.Count > 0)
        {
            return [.. request.Executions];
        }

        var query = QueryFilter.Create(@namespace, request.VisibilityQuery);
        return [.. engine.Index.All(request.Namespace).Where(query.Matches).Select(r => r.Key.ToProto())];
    }

    private async Task RunAsync(BatchJob job, List<WorkflowExecution> targets)
    {
        foreach (var target in targets)
        {
            if (job.Stop.IsCancellationRequested)
            {
                break;
            }

            try
            {
                await ApplyAsync(job.Request, target);
                job.Count(succeeded: true);
            }
            catch (RpcException)
            {
                // Counted; the caller sees how many failed.
                job.Count(succeeded: false);
            }
        }

        job.Closed = engine.Clock.GetUtcNow();
        job.State = job.Stop.IsCancellationRequested ? BatchOperationState.Failed : BatchOperationState.Completed;
    }

    private async Task ApplyAsync(StartBatchOperationRequest request, WorkflowExecution target)
    {
        switch (request.OperationCase)
        {
            case StartBatchOperationRequest.OperationOneofCase.TerminationOperation:
                await _signals.TerminateAsync(new TerminateWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                    Reason = request.Reason,
                    Details = request.TerminationOperation.Details,
                    Identity = request.TerminationOperation.Identity,
                }, default);
                break;
            case StartBatchOperationRequest.OperationOneofCase.CancellationOperation:
                await _signals.CancelAsync(new RequestCancelWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                    Reason = request.Reason,
                    Identity = request.CancellationOperation.Identity,
                }, default);
                break;
            case StartBatchOperationRequest.OperationOneofCase.SignalOperation:
                await _signals.SignalAsync(new SignalWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                    SignalName = request.SignalOperation.Signal,
                    Input = request.SignalOperation.Input,
                    Header = request.SignalOperation.Header,
                    Identity = request.SignalOperation.Identity,
                    RequestId = request.JobId,
                }, default);
                break;
            case StartBatchOperationRequest.OperationOneofCase.DeletionOperation:
                await _control.DeleteAsync(new DeleteWorkflowExecutionRequest { Namespace = request.Namespace, WorkflowExecution = target }, default);
                break;
            default:
                await ResetAsync(request, target);
                break;
        }
    }

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
            RequestId = Guid.NewGuid().ToString(),
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

    private static BatchOperationType TypeOf(StartBatchOperationRequest request) => request.OperationCase switch
    {
        StartBatchOperationRequest.OperationOneofCase.TerminationOperation => BatchOperationType.Terminate,
        StartBatchOperationRequest.OperationOneofCase.CancellationOperation => BatchOperationType.Cancel,
        StartBatchOperationRequest.OperationOneofCase.SignalOperation => BatchOperationType.Signal,
        StartBatchOperationRequest.OperationOneofCase.DeletionOperation => BatchOperationType.Delete,
        StartBatchOperationRequest.OperationOneofCase.ResetOperation => BatchOperationType.Reset,
        StartBatchOperationRequest.OperationOneofCase.None => throw RpcErrors.InvalidArgument("must provide required parameters: BatchType/Reason/Namespace/Query/Executions"),
        _ => throw RpcErrors.Unimplemented($"batch operation {request.OperationCase} is not served by this server"),
    };
}

using BackgroundAgent.DevServer.Batches;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Batch operations: start, stop, describe, list.</summary>
internal sealed class BatchRpcs(HistoryEngine engine, DynamicSettings settings) : IRpcGroup
{
    private readonly BatchRunner _runner = new(engine, settings);

    public void Register(RpcTable table)
    {
        table.Workflow(
            StartBatchOperationRequest.Parser, Start, "terminate, cancel, signal, delete and reset; jobs are forgotten when the server stops");
        table.Workflow(StopBatchOperationRequest.Parser, Stop);
        table.Workflow(DescribeBatchOperationRequest.Parser, Describe);
        table.Workflow(ListBatchOperationsRequest.Parser, List);
    }

    private Task<StartBatchOperationResponse> Start(StartBatchOperationRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.JobId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("JobId is not set on request.");
        }

        if (request.Reason.Length == 0)
        {
            throw RpcErrors.InvalidArgument("must provide required parameters: BatchType/Reason/Namespace/Query/Executions");
        }

        if (request.VisibilityQuery.Length == 0 && request.Executions.Count == 0)
        {
            throw RpcErrors.InvalidArgument("must provide required parameters: BatchType/Reason/Namespace/Query/Executions");
        }

        if (request.VisibilityQuery.Length > 0 && request.Executions.Count > 0)
        {
            throw RpcErrors.InvalidArgument("batch query and executions are mutually exclusive");
        }

        _runner.Start(request);
        return Task.FromResult(new StartBatchOperationResponse());
    }

    private Task<StopBatchOperationResponse> Stop(StopBatchOperationRequest request, RpcCall call)
    {
        _runner.Require(request.Namespace, request.JobId).Stop.Cancel();
        return Task.FromResult(new StopBatchOperationResponse());
    }

    private Task<DescribeBatchOperationResponse> Describe(DescribeBatchOperationRequest request, RpcCall call)
    {
        var job = _runner.Require(request.Namespace, request.JobId);
        var info = job.ToInfo();
        return Task.FromResult(new DescribeBatchOperationResponse
        {
            JobId = info.JobId,
            OperationType = job.Type,
            State = info.State,
            StartTime = info.StartTime,
            CloseTime = info.CloseTime,
            TotalOperationCount = job.Total,
            CompleteOperationCount = job.Done,
            FailureOperationCount = job.Failed,
            Reason = job.Request.Reason,
        });
    }

    private Task<ListBatchOperationsResponse> List(ListBatchOperationsRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var response = new ListBatchOperationsResponse();
        response.OperationInfo.Add(_runner.All(request.Namespace).Select(j => j.ToInfo()));
        return Task.FromResult(response);
    }
}

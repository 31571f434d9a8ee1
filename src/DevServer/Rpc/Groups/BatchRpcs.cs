using BackgroundAgent.DevServer.Batches;
using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Batch operations: start, stop, describe, list.</summary>
internal sealed class BatchRpcs(HistoryEngine engine, BatchRunner runner) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Workflow(StartBatchOperationRequest.Parser, StartAsync);
        table.Workflow(StopBatchOperationRequest.Parser, StopAsync);
        table.Workflow(DescribeBatchOperationRequest.Parser, Describe);
        table.Workflow(ListBatchOperationsRequest.Parser, List);
    }

    private async Task<StartBatchOperationResponse> StartAsync(StartBatchOperationRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        BatchKinds.Check(request);
        await runner.StartAsync(request);
        return new StartBatchOperationResponse();
    }

    private async Task<StopBatchOperationResponse> StopAsync(StopBatchOperationRequest request, RpcCall call)
    {
        CheckJob(request.JobId);
        engine.Namespaces.Require(request.Namespace);
        if (request.Reason.Length == 0)
        {
            throw RpcErrors.InvalidArgument("Reason is not set on request.");
        }

        await runner.StopAsync(runner.Require(request.Namespace, request.JobId));
        return new StopBatchOperationResponse();
    }

    private Task<DescribeBatchOperationResponse> Describe(DescribeBatchOperationRequest request, RpcCall call)
    {
        CheckJob(request.JobId);
        engine.Namespaces.Require(request.Namespace);
        var job = runner.Require(request.Namespace, request.JobId);
        var info = job.ToInfo();
        return Task.FromResult(new DescribeBatchOperationResponse
        {
            JobId = info.JobId,
            OperationType = BatchKinds.TypeOf(job.Request),
            State = info.State,
            StartTime = info.StartTime,
            CloseTime = info.CloseTime,
            TotalOperationCount = job.Targets.Count,
            CompleteOperationCount = job.Done,
            FailureOperationCount = job.Failed,
            Identity = BatchKinds.IdentityOf(job.Request),
            Reason = job.Request.Reason,
        });
    }

    private Task<ListBatchOperationsResponse> List(ListBatchOperationsRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        var response = new ListBatchOperationsResponse();
        response.OperationInfo.Add(runner.All(request.Namespace).Select(j => j.ToInfo()));
        return Task.FromResult(response);
    }

    private static void CheckJob(string id)
    {
        if (id.Length == 0)
        {
            throw RpcErrors.InvalidArgument("JobId is not set on request.");
        }
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Tasks;
using Temporalio.Api.ErrorDetails.V1;
using MultiResponse = Temporalio.Api.WorkflowService.V1.ExecuteMultiOperationResponse.Types.Response;
using OperationStatus = Temporalio.Api.ErrorDetails.V1.MultiOperationExecutionFailure.Types.OperationStatus;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>Updates, and update with start.</summary>
internal sealed class UpdateRpcs(HistoryEngine engine) : IRpcGroup
{
    private readonly UpdateDesk _desk = new(engine);
    private readonly StartRequests _starts = new(engine);

    public void Register(RpcTable table)
    {
        table.Workflow(UpdateWorkflowExecutionRequest.Parser, _desk.UpdateAsync);
        table.Workflow(PollWorkflowExecutionUpdateRequest.Parser, _desk.PollAsync);
        table.Workflow(ExecuteMultiOperationRequest.Parser, MultiAsync);
    }

    private async Task<ExecuteMultiOperationResponse> MultiAsync(ExecuteMultiOperationRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        if (request.Operations.Count != 2 || request.Operations[0].StartWorkflow is not { } start || request.Operations[1].UpdateWorkflow is not { } update)
        {
            throw RpcErrors.InvalidArgument("Operations have to be exactly [Start, Update].");
        }

        if (Differs(start.Namespace, request.Namespace) || Differs(update.Namespace, request.Namespace))
        {
            throw RpcErrors.InvalidArgument("Operation namespace did not match request's namespace.");
        }

        StartResult result;
        try
        {
            CheckPair(start, update);
        }
        catch (RpcException e)
        {
            throw Failed(null, e);
        }

        try
        {
            result = Start(start, update);
        }
        catch (RpcException e)
        {
            throw Failed(e, null);
        }

        try
        {
            await result.Commit;
            var updated = await _desk.AwaitAsync(result.Run, update, call);
            return new ExecuteMultiOperationResponse
            {
                Responses =
                {
                    new MultiResponse
                    {
                        StartWorkflow = new StartWorkflowExecutionResponse
                        {
                            RunId = result.Run.Key.RunId,
                            Started = result.Started,
                            Status = result.Run.Status,
                            Link = StartRpcs.EventLink(result.Run, 1, EventType.WorkflowExecutionStarted),
                        },
                    },
                    new MultiResponse { UpdateWorkflow = updated },
                },
            };
        }
        catch (RpcException e)
        {
            throw Failed(null, e);
        }
    }

    private static bool Differs(string operation, string request) => operation.Length > 0 && operation != request;

    private StartResult Start(StartWorkflowExecutionRequest start, UpdateWorkflowExecutionRequest update)
    {
        // A closed run that knows the update answers it again instead of being started anew.
        if (engine.Index.FindCurrent(start.Namespace, start.WorkflowId) is { } current)
        {
            var known = engine.Index.Load(current);
            lock (known.Gate)
            {
                if (known.Updates.Find(update.Request.Meta.UpdateId) is not null)
                {
                    return new StartResult(known, false, known.LastCommit);
                }
            }
        }

        return engine.Starter.Start(_starts.Spec(start, last: run => UpdateDesk.Admit(run, update.Request)));
    }

    private void CheckPair(StartWorkflowExecutionRequest start, UpdateWorkflowExecutionRequest update)
    {
        update.WorkflowExecution ??= new WorkflowExecution { WorkflowId = start.WorkflowId };
        if (update.WorkflowExecution.WorkflowId != start.WorkflowId)
        {
            throw RpcErrors.InvalidArgument("WorkflowId is not consistent with previous operation(s).");
        }

        if (update.WorkflowExecution.RunId.Length > 0)
        {
            throw RpcErrors.InvalidArgument("RunId is not allowed.");
        }

        if (update.FirstExecutionRunId.Length > 0)
        {
            throw RpcErrors.InvalidArgument("FirstExecutionRunId is not allowed.");
        }

        if (start.CronSchedule.Length > 0)
        {
            throw RpcErrors.InvalidArgument("CronSchedule is not allowed.");
        }

        if (start.RequestEagerExecution)
        {
            throw RpcErrors.InvalidArgument("RequestEagerExecution is not supported.");
        }

        if (start.WorkflowStartDelay is not null)
        {
            throw RpcErrors.InvalidArgument("WorkflowStartDelay is not supported.");
        }

        _desk.Check(update);
    }

    /// <summary>The code of the operation that failed; the other one counts as aborted.</summary>
    private static RpcException Failed(RpcException? start, RpcException? update)
    {
        var cause = start ?? update!;
        var failure = new MultiOperationExecutionFailure();
        failure.Statuses.Add(Status(start));
        failure.Statuses.Add(Status(update));
        return RpcErrors.WithDetail(cause.StatusCode, "Update-with-Start could not be executed: " + cause.Status.Detail, failure);
    }

    private static OperationStatus Status(RpcException? error)
    {
        if (error is null)
        {
            return new OperationStatus
            {
                Code = (int)StatusCode.Aborted,
                Message = "Operation was aborted.",
                Details = { Any.Pack(new Temporalio.Api.Failure.V1.MultiOperationExecutionAborted()) },
            };
        }

        var status = new OperationStatus { Code = (int)error.StatusCode, Message = error.Status.Detail };
        if (error.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin") is { } details)
        {
            status.Details.Add(GrpcStatus.Parser.ParseFrom(details.ValueBytes).Details);
        }

        return status;
    }
}

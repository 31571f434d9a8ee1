using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Visibility;
using static Temporalio.Api.WorkflowService.V1.StartBatchOperationRequest;

namespace BackgroundAgent.DevServer.Batches;

/// <summary>The kinds of batch operations: their names, who asked, and what a request must say.</summary>
internal static class BatchKinds
{
    private const string TypeOrAll = "Either activity type must be set, or match all should be set to true";

    public static BatchOperationType TypeOf(StartBatchOperationRequest request) => request.OperationCase switch
    {
        OperationOneofCase.TerminationOperation => BatchOperationType.Terminate,
        OperationOneofCase.CancellationOperation => BatchOperationType.Cancel,
        OperationOneofCase.SignalOperation => BatchOperationType.Signal,
        OperationOneofCase.DeletionOperation => BatchOperationType.Delete,
        OperationOneofCase.ResetOperation => BatchOperationType.Reset,
        OperationOneofCase.UpdateWorkflowOptionsOperation => BatchOperationType.UpdateExecutionOptions,
        OperationOneofCase.UnpauseActivitiesOperation => BatchOperationType.UnpauseActivity,
        OperationOneofCase.ResetActivitiesOperation => BatchOperationType.ResetActivity,
        OperationOneofCase.UpdateActivityOptionsOperation => BatchOperationType.UpdateActivityOptions,
        _ => BatchOperationType.Unspecified,
    };

    public static string IdentityOf(StartBatchOperationRequest request) => request.OperationCase switch
    {
        OperationOneofCase.TerminationOperation => request.TerminationOperation.Identity,
        OperationOneofCase.CancellationOperation => request.CancellationOperation.Identity,
        OperationOneofCase.SignalOperation => request.SignalOperation.Identity,
        OperationOneofCase.DeletionOperation => request.DeletionOperation.Identity,
        OperationOneofCase.ResetOperation => request.ResetOperation.Identity,
        OperationOneofCase.UpdateWorkflowOptionsOperation => request.UpdateWorkflowOptionsOperation.Identity,
        OperationOneofCase.UnpauseActivitiesOperation => request.UnpauseActivitiesOperation.Identity,
        OperationOneofCase.ResetActivitiesOperation => request.ResetActivitiesOperation.Identity,
        OperationOneofCase.UpdateActivityOptionsOperation => request.UpdateActivityOptionsOperation.Identity,
        _ => "",
    };

    /// <summary>Throws what the genuine server answers: for some faults that is an error without a code of its own.</summary>
    public static void Check(StartBatchOperationRequest request)
    {
        CheckOperation(request);
        CheckQuery(request.VisibilityQuery);
    }

    /// <summary>Before the number of open batches is looked at; what the attributes are is checked later.</summary>
    private static void CheckQuery(string query)
    {
        try
        {
            QueryParser.Parse(query);
        }
        catch (QueryException e) when (e.SyntaxErrorAfter() is { } error)
        {
            throw RpcErrors.InvalidArgument("invalid visibility query: " + error);
        }
        catch (QueryException)
        {
            // Good syntax; that the condition is of no use is said when the executions are looked for.
        }
    }

    private static void CheckOperation(StartBatchOperationRequest request)
    {
        if (request.OperationCase == OperationOneofCase.None || request.Reason.Length == 0 || (request.VisibilityQuery.Length == 0 && request.Executions.Count == 0))
        {
            throw RpcErrors.InvalidArgument("must provide required parameters: BatchType/Reason/Namespace/Query/Executions");
        }

        if (request.JobId.Length == 0)
        {
            throw RpcErrors.InvalidArgument("JobId is not set on request.");
        }

        if (request.VisibilityQuery.Length > 0 && request.Executions.Count > 0)
        {
            throw RpcErrors.Unknown("batch query and executions are mutually exclusive");
        }

        switch (request.OperationCase)
        {
            case OperationOneofCase.SignalOperation when request.SignalOperation.Signal.Length == 0:
                throw RpcErrors.Unknown("must provide signal name");
            case OperationOneofCase.UpdateWorkflowOptionsOperation when request.UpdateWorkflowOptionsOperation.WorkflowExecutionOptions is null:
                throw RpcErrors.Unknown("must provide UpdateOptions");
            case OperationOneofCase.UpdateWorkflowOptionsOperation when request.UpdateWorkflowOptionsOperation.UpdateMask is null:
                throw RpcErrors.Unknown("must provide UpdateMask");
            case OperationOneofCase.ResetOperation:
                CheckReset(request.ResetOperation);
                break;
            case OperationOneofCase.UnpauseActivitiesOperation:
                var unpause = request.UnpauseActivitiesOperation;
                CheckFilter(unpause.ActivityCase != 0, "activity filter must be set", unpause.HasType, unpause.Type, unpause.MatchAll);
                break;
            case OperationOneofCase.ResetActivitiesOperation:
                var reset = request.ResetActivitiesOperation;
                CheckFilter(reset.ActivityCase != 0, "must provide ActivityType or MatchAll", reset.HasType, reset.Type, reset.MatchAll);
                break;
            case OperationOneofCase.UpdateActivityOptionsOperation:
                CheckOptions(request.UpdateActivityOptionsOperation);
                break;
            default:
                break;
        }
    }

    private static void CheckReset(Temporalio.Api.Batch.V1.BatchOperationReset reset)
    {
        if (reset.Options is { TargetCase: ResetOptions.TargetOneofCase.None })
        {
            throw RpcErrors.InvalidArgument("batch reset missing target");
        }

        if (reset.Options is null && reset.ResetType is not (ResetType.FirstWorkflowTask or ResetType.LastWorkflowTask))
        {
            throw RpcErrors.InvalidArgument($"unknown batch reset type {reset.ResetType}");
        }
    }

    private static void CheckOptions(Temporalio.Api.Batch.V1.BatchOperationUpdateActivityOptions update)
    {
        if (update.ActivityOptions is not null && update.RestoreOriginal)
        {
            throw RpcErrors.InvalidArgument("cannot set both activity options and restore original");
        }

        if (update.ActivityOptions is null && !update.RestoreOriginal)
        {
            throw RpcErrors.InvalidArgument("Either activity type must be set, or restore original should be set to true");
        }

        CheckFilter(true, "", update.HasType, update.Type, update.ActivityCase == 0 || update.MatchAll);
    }

    private static void CheckFilter(bool isSet, string unset, bool hasType, string type, bool all)
    {
        if (!isSet)
        {
            throw RpcErrors.InvalidArgument(unset);
        }

        if (hasType ? type.Length == 0 : !all)
        {
            throw RpcErrors.InvalidArgument(TypeOrAll);
        }
    }
}

using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Tasks;

namespace BackgroundAgent.DevServer.Rpc.Groups;

/// <summary>What workers call about workflow tasks and queries.</summary>
internal sealed class WorkflowTaskRpcs(HistoryEngine engine, QueryDesk queries) : IRpcGroup
{
    private readonly WorkflowTaskPoll _poll = new(engine, queries);
    private readonly WorkflowTaskCompletion _completion = new(engine);

    public void Register(RpcTable table)
    {
        table.Workflow(PollWorkflowTaskQueueRequest.Parser, PollAsync);
        table.Workflow(RespondWorkflowTaskCompletedRequest.Parser, (request, _) => _completion.CompleteAsync(request));
        table.Workflow(RespondWorkflowTaskFailedRequest.Parser, FailAsync);
        table.Workflow(RespondQueryTaskCompletedRequest.Parser, AnswerQuery);
        table.Workflow(ResetStickyTaskQueueRequest.Parser, ResetStickyAsync);
        table.Workflow(QueryWorkflowRequest.Parser, QueryAsync);
    }

    private async Task<PollWorkflowTaskQueueResponse> PollAsync(PollWorkflowTaskQueueRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        call.RequireLongPoll();
        RequestChecks.TaskQueue(request.TaskQueue);
        RequestChecks.Deployment(request.DeploymentOptions, request.TaskQueue);
        var poller = new Poller(request.Identity, request.DeploymentOptions, request.WorkerVersionCapabilities) { InstanceKey = request.WorkerInstanceKey };
        var queue = await PolledQueue.OfAsync(engine, request.Namespace, request.TaskQueue, TaskQueueType.Workflow, poller);
        var ends = engine.Clock.Real.GetUtcNow() + call.Wait(Limits.TaskLongPoll);
        while (true)
        {
            var left = ends - engine.Clock.Real.GetUtcNow();
            if (left <= TimeSpan.Zero || await queue.PollAsync(poller, left, call.Cancel) is not { } task)
            {
                return new PollWorkflowTaskQueueResponse();
            }

            try
            {
                if (await _poll.TryStartAsync(task, request, call.Cancel) is { } response)
                {
                    response.BacklogCountHint = queue.BacklogCount;
                    return response;
                }
            }
            catch (OperationCanceledException)
            {
                queue.Offer(task, first: true);
                throw;
            }
            finally
            {
                queue.Settled();
            }
        }
    }

    private async Task<RespondWorkflowTaskFailedResponse> FailAsync(RespondWorkflowTaskFailedRequest request, RpcCall call)
    {
        var token = TaskToken.Parse(request.TaskToken, 'w');
        var run = engine.Index.FindLoaded(token.Serial) ?? throw RpcErrors.NotFound("Workflow task not found.");
        await engine.ChangeAsync(run, r =>
        {
            WorkflowTaskCompletion.Require(r, token);
            r.WorkflowTask.Fail(new WorkflowTaskFailedEventAttributes
            {
                Cause = request.Cause,
                Failure = request.Failure,
                Identity = request.Identity,
                BinaryChecksum = request.BinaryChecksum,
                WorkerVersion = request.WorkerVersion,
            });
            r.LiveUpdates.Unsend();
            r.GoOnAfterFailedTask();
        });
        return new RespondWorkflowTaskFailedResponse();
    }

    private Task<RespondQueryTaskCompletedResponse> AnswerQuery(RespondQueryTaskCompletedRequest request, RpcCall call)
    {
        var token = TaskToken.Parse(request.TaskToken, 'q');
        queries.Answer(token.Extra, new WorkflowQueryResult
        {
            ResultType = request.CompletedType,
            Answer = request.QueryResult,
            ErrorMessage = request.ErrorMessage,
            Failure = request.Failure,
        });
        return Task.FromResult(new RespondQueryTaskCompletedResponse());
    }

    private async Task<ResetStickyTaskQueueResponse> ResetStickyAsync(ResetStickyTaskQueueRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.Execution);
        var run = engine.Get(request.Namespace, request.Execution.WorkflowId, request.Execution.RunId);
        await engine.ChangeAsync(run, r =>
        {
            if (!r.IsOpen)
            {
                throw RpcErrors.WorkflowCompleted();
            }

            r.WorkflowTask.LeaveStickyQueue();
        });
        return new ResetStickyTaskQueueResponse();
    }

    private async Task<QueryWorkflowResponse> QueryAsync(QueryWorkflowRequest request, RpcCall call)
    {
        engine.Namespaces.Require(request.Namespace);
        RequestChecks.Execution(request.Execution);
        if (request.Query is null)
        {
            throw RpcErrors.InvalidArgument("WorkflowQuery is not set on request.");
        }

        if (request.Query.QueryType.Length == 0)
        {
            throw RpcErrors.InvalidArgument("QueryType is not set on request.");
        }

        var run = engine.Get(request.Namespace, request.Execution.WorkflowId, request.Execution.RunId);
        if (IsRejected(run.Status, request.QueryRejectCondition))
        {
            return new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = run.Status } };
        }

        return new QueryWorkflowResponse { QueryResult = await queries.AskAsync(run, request.Query, call.Cancel) };
    }

    private static bool IsRejected(WorkflowExecutionStatus status, QueryRejectCondition condition) => condition switch
    {
        QueryRejectCondition.NotOpen => status != WorkflowExecutionStatus.Running,
        QueryRejectCondition.NotCompletedCleanly => status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Completed),
        _ => false,
    };
}

using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>Starts, finds and addresses tasks through Temporal; nothing else is asked, so any cluster will do.</summary>
internal sealed class TaskClient(ITemporalClient client)
{
    /// <summary>How long a worker has to answer a query or an update.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    public ITemporalClient Temporal => client;

    /// <param name="spec">The task.</param>
    /// <param name="again">Whether a finished task may be started anew under its id.</param>
    /// <returns>Whether this call started it: a second call with the same id changes nothing.</returns>
    public async Task<bool> StartAsync(TaskSpec spec, bool again, CancellationToken cancellationToken)
    {
        var options = AgentTaskStart.Options(spec);
        // Fail, so that we learn whether it was there; the caller turns that into success.
        options.IdConflictPolicy = WorkflowIdConflictPolicy.Fail;
        options.IdReusePolicy = again ? WorkflowIdReusePolicy.AllowDuplicate : WorkflowIdReusePolicy.RejectDuplicate;
        options.Rpc = new RpcOptions { CancellationToken = cancellationToken };
        try
        {
            await client.StartWorkflowAsync((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec }), options);
            return true;
        }
        catch (WorkflowAlreadyStartedException)
        {
            return false;
        }
    }

    /// <summary>Status, budgets and attempts at this moment. A finished task needs no worker for it.</summary>
    public async Task<TaskResult> SnapshotAsync(string taskId, CancellationToken cancellationToken)
    {
        var handle = Handle(taskId);
        var description = await NamedAsync(taskId, () => handle.DescribeAsync(new WorkflowDescribeOptions { Rpc = Rpc(cancellationToken) }));
        if (description.Status == WorkflowExecutionStatus.Completed)
        {
            return await handle.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = cancellationToken });
        }

        if (description.Status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.ContinuedAsNew))
        {
            throw CliException.Other(
                $"the workflow of task {taskId} is {description.Status.ToString().ToLowerInvariant()} and has no result",
                $"See its history: temporal workflow show --workflow-id {Naming.WorkflowId(taskId)}");
        }

        return await NamedAsync(taskId, async () =>
        {
            var options = new WorkflowQueryOptions { Rpc = Rpc(cancellationToken) };
            // One after the other: a worker keeps at most one more query of a cached workflow waiting, further ones time out first.
            var status = await handle.QueryAsync(task => task.Status(), options);
            var budgets = await handle.QueryAsync(task => task.Budgets(), options);
            var attempts = await handle.QueryAsync(task => task.Attempts(), options);
            return new TaskResult(status, budgets, attempts);
        });
    }

    public async Task<IReadOnlyList<TaskListing>> ListAsync(TaskFilter filter, CancellationToken cancellationToken)
    {
        var rows = new List<TaskListing>();
        var options = new WorkflowListOptions { Limit = filter.Limit, Rpc = new RpcOptions { CancellationToken = cancellationToken } };
        await foreach (var execution in client.ListWorkflowsAsync(filter.Query(), options).WithCancellation(cancellationToken))
        {
            rows.Add(await RowAsync(execution));
        }

        return [.. rows.OrderByDescending(row => row.StartedAt)];
    }

    /// <summary>Sends an update, which the task answers at once, or a signal, which nobody has to be there for.</summary>
    public async Task<MessageReceipt?> SendAsync(string taskId, TaskMessage message, bool wait, CancellationToken cancellationToken)
    {
        var handle = Handle(taskId);
        if (!wait)
        {
            await NamedAsync(taskId, async () =>
            {
                await handle.SignalAsync(message.Name, [message.Body], new WorkflowSignalOptions { Rpc = Rpc(cancellationToken) });
                return true;
            });
            return null;
        }

        try
        {
            return await NamedAsync(taskId, () => handle.ExecuteUpdateAsync<MessageReceipt>(
                message.Name + "-now", [message.Body], new WorkflowUpdateOptions { Rpc = Rpc(cancellationToken) }));
        }
        catch (WorkflowUpdateFailedException refused)
        {
            throw CliException.Other($"task {taskId} refused: {refused.InnerException?.Message ?? refused.Message}", $"See 'bgagent show {taskId}'.", refused);
        }
    }

    public WorkflowHandle<IAgentTask, TaskResult> Handle(string taskId)
        => client.GetWorkflowHandle<IAgentTask, TaskResult>(Naming.WorkflowId(taskId));

    private static RpcOptions Rpc(CancellationToken cancellationToken) => new() { Timeout = AnswerTimeout, CancellationToken = cancellationToken };

    private static async Task<T> NamedAsync<T>(string taskId, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException exception) when (exception.Code == RpcException.StatusCode.NotFound)
        {
            throw exception.Message.Contains("already completed", StringComparison.OrdinalIgnoreCase)
                ? CliException.Other($"task {taskId} has ended", $"See 'bgagent show {taskId}'.", exception)
                : CliException.Other($"there is no task {taskId}", "See 'bgagent list'.", exception);
        }
        catch (RpcException exception) when (exception.Code is RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled)
        {
            throw NoAnswer(taskId, exception);
        }
        catch (WorkflowQueryFailedException exception)
        {
            throw CliException.Other($"task {taskId} cannot answer: {exception.Message}", "Its worker's log tells more.", exception);
        }
        catch (WorkflowUpdateRpcTimeoutOrCanceledException exception)
        {
            throw NoAnswer(taskId, exception);
        }
    }

    private static CliException NoAnswer(string taskId, Exception exception) => CliException.Other(
        $"nobody answered for task {taskId} within {AnswerTimeout.TotalSeconds:0} s",
        "Is a worker running? 'bgagent list' asks none; '--no-wait' sends without an answer.", exception);

    private static async Task<TaskListing> RowAsync(WorkflowExecution execution)
    {
        var attributes = execution.TypedSearchAttributes;
        return new TaskListing
        {
            TaskId = execution.Id.StartsWith(Naming.WorkflowIdPrefix, StringComparison.Ordinal) ? execution.Id[Naming.WorkflowIdPrefix.Length..] : execution.Id,
            Title = execution.Memo.TryGetValue("title", out var title) ? await title.ToValueAsync<string>() : null,
            Repository = Attribute(attributes, SearchAttributeNames.Repository),
            Kind = Attribute(attributes, SearchAttributeNames.Kind),
            State = Attribute(attributes, SearchAttributeNames.State) ?? "queued",
            Reason = Attribute(attributes, SearchAttributeNames.Reason),
            Attempt = attributes.TryGetValue(SearchAttributeNames.Attempt, out var attempt) ? attempt : 0,
            StartedAt = execution.StartTime,
            EndedAt = execution.CloseTime,
            Execution = execution.Status.ToString().ToLowerInvariant(),
        };
    }

    private static string? Attribute(SearchAttributeCollection attributes, SearchAttributeKey<string> key)
        => attributes.TryGetValue(key, out var value) ? value : null;
}

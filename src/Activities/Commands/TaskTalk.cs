using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace BackgroundAgent.Activities.Commands;

/// <summary>Talks to tasks through Temporal. An update is named after what was said, so that saying it again is heard once.</summary>
internal sealed class TaskTalk(ITemporalClient client)
{
    /// <summary>How long a worker has to answer.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    /// <summary>In the memo of a run.</summary>
    private const string StartedBy = "startedBy";

    /// <summary>The task's answer, or its refusal as the second part.</summary>
    public async Task<(bool Taken, string Message)> TellAsync(string taskId, string update, object message, string id, CancellationToken cancellationToken)
    {
        try
        {
            var options = new WorkflowUpdateOptions(id) { Rpc = Rpc(cancellationToken) };
            return (true, (await Handle(taskId).ExecuteUpdateAsync<MessageReceipt>(update, [message], options)).Message);
        }
        catch (WorkflowUpdateFailedException refused)
        {
            return (false, refused.InnerException?.Message ?? refused.Message);
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return (false, fault.Message.Contains("already completed", StringComparison.OrdinalIgnoreCase) ? "The task has ended." : "There is no such task.");
        }
    }

    public async Task<string> StatusAsync(string taskId, CancellationToken cancellationToken)
    {
        try
        {
            var handle = Handle(taskId);
            var description = await handle.DescribeAsync(new WorkflowDescribeOptions { Rpc = Rpc(cancellationToken) });
            var status = description.Status == WorkflowExecutionStatus.Completed
                ? (await handle.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = cancellationToken })).Status
                : await handle.QueryAsync(task => task.Status(), new WorkflowQueryOptions { Rpc = Rpc(cancellationToken) });
            return $"**{status.State.ToKebabCase()}**, attempt {status.Attempt}: {Markdown.Cell(status.Detail ?? "", 300)}";
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return "There is no such task.";
        }
    }

    /// <summary>Starts a task; one of this id that runs or ran is left as it is, unless this very command started it.</summary>
    public Task<bool> StartAsync(TaskSpec spec, string command, CancellationToken cancellationToken)
        => StartAsync(spec, WorkflowIdReusePolicy.RejectDuplicate, command, cancellationToken);

    /// <summary>Starts a task that has ended once more, as it was asked for the first time.</summary>
    public async Task<(bool Taken, string Message)> RetryAsync(string taskId, string command, CancellationToken cancellationToken)
    {
        try
        {
            var input = await InputAsync(taskId, cancellationToken);
            return await StartAsync(input.Spec, WorkflowIdReusePolicy.AllowDuplicate, command, cancellationToken)
                ? (true, "The task starts again from its branch.")
                : (false, "The task is still at work; nothing was started.");
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return (false, "There is no such task.");
        }
    }

    /// <summary>
    /// The run says which command started it: an activity that is tried again must neither start a second run after a short first one, nor tell
    /// people that its own run is in the way.
    /// </summary>
    private async Task<bool> StartAsync(TaskSpec spec, WorkflowIdReusePolicy reuse, string command, CancellationToken cancellationToken)
    {
        if (await StarterOfAsync(spec.TaskId, cancellationToken) == command)
        {
            return true;
        }

        var options = AgentTaskStart.Options(spec);
        options.IdConflictPolicy = WorkflowIdConflictPolicy.Fail;
        options.IdReusePolicy = reuse;
        options.Memo = new Dictionary<string, object>(options.Memo!) { [StartedBy] = command };
        try
        {
            await client.StartWorkflowAsync((IAgentTask task) => task.RunAsync(new TaskInput { Spec = spec }), options);
            return true;
        }
        catch (WorkflowAlreadyStartedException)
        {
            return await StarterOfAsync(spec.TaskId, cancellationToken) == command;
        }
    }

    /// <summary>The command that started the newest run; null: there is none, or nobody's command did.</summary>
    private async Task<string?> StarterOfAsync(string taskId, CancellationToken cancellationToken)
    {
        try
        {
            var description = await Handle(taskId).DescribeAsync(new WorkflowDescribeOptions { Rpc = Rpc(cancellationToken) });
            return description.Memo.TryGetValue(StartedBy, out var command) ? await command.ToValueAsync<string>() : null;
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>What the first event of the last run holds.</summary>
    private async Task<TaskInput> InputAsync(string taskId, CancellationToken cancellationToken)
    {
        var options = new WorkflowHistoryEventFetchOptions { Rpc = new RpcOptions { CancellationToken = cancellationToken } };
        await foreach (var first in Handle(taskId).FetchHistoryEventsAsync(options).WithCancellation(cancellationToken))
        {
            var payload = first.WorkflowExecutionStartedEventAttributes.Input.Payloads_[0];
            return await client.Options.DataConverter.ToValueAsync<TaskInput>(payload);
        }

        throw new InvalidOperationException($"The history of {taskId} is empty.");
    }

    private WorkflowHandle<IAgentTask, TaskResult> Handle(string taskId) => client.GetWorkflowHandle<IAgentTask, TaskResult>(Naming.WorkflowId(taskId));

    private static RpcOptions Rpc(CancellationToken cancellationToken) => new() { Timeout = AnswerTimeout, CancellationToken = cancellationToken };
}

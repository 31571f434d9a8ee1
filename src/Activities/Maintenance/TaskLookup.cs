using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Activities.Maintenance;

/// <summary>Asks Temporal what became of a task, without waking it.</summary>
internal sealed class TaskLookup(ITemporalClient client)
{
    public async Task<TaskOfBranch> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        var handle = client.GetWorkflowHandle<IAgentTask, TaskResult>(Naming.WorkflowId(taskId));
        try
        {
            var description = await handle.DescribeAsync(new WorkflowDescribeOptions { Rpc = new RpcOptions { CancellationToken = cancellationToken } });
            if (description.Status is WorkflowExecutionStatus.Running or WorkflowExecutionStatus.ContinuedAsNew)
            {
                return new TaskOfBranch(IsAlive: true, null, null);
            }

            var reason = description.Status == WorkflowExecutionStatus.Completed
                ? (await handle.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = cancellationToken })).Status.Reason
                : null;
            var ended = description.CloseTime is { } closed ? new DateTimeOffset(DateTime.SpecifyKind(closed, DateTimeKind.Utc)) : (DateTimeOffset?)null;
            return new TaskOfBranch(IsAlive: false, ended, reason);
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            // Never started here, or kept no longer: what the branch itself says decides.
            return new TaskOfBranch(IsAlive: false, null, null);
        }
    }
}

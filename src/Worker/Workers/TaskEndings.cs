using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Telemetry.Metering;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace BackgroundAgent.Worker.Workers;

/// <summary>Counts the tasks that end on this worker, once each: not when their history is replayed.</summary>
internal sealed class TaskEndings(AgentMetrics metrics) : IWorkerInterceptor
{
    public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, metrics);

    private sealed class Inbound(WorkflowInboundInterceptor next, AgentMetrics metrics) : WorkflowInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
        {
            var result = await base.ExecuteWorkflowAsync(input);
            if (result is TaskResult { Status: var status } && !Workflow.Unsafe.IsReplaying)
            {
                var ended = new EndedTask(
                    status.Kind.ToKebabCase(),
                    status.State.ToKebabCase(),
                    status.Reason?.ToKebabCase() ?? "none",
                    (status.EndedAt ?? status.StartedAt) - status.StartedAt,
                    status.Attempt);
                Workflow.Unsafe.WithTracingEventListenerDisabled(() => metrics.TaskEnded(ended));
            }

            return result;
        }
    }
}

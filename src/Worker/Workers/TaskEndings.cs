using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Telemetry.Metering;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace BackgroundAgent.Worker.Workers;

/// <summary>Counts what tasks, sweeps and the janitor end with on this worker, once each: not when their history is replayed.</summary>
internal sealed class TaskEndings(AgentMetrics metrics) : IWorkerInterceptor
{
    public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, metrics);

    private sealed class Inbound(WorkflowInboundInterceptor next, AgentMetrics metrics) : WorkflowInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
        {
            var result = await base.ExecuteWorkflowAsync(input);
            if (!Workflow.Unsafe.IsReplaying)
            {
                Workflow.Unsafe.WithTracingEventListenerDisabled(() => Count(result));
            }

            return result;
        }

        private void Count(object? result)
        {
            switch (result)
            {
                case TaskResult { Status: var status }:
                    metrics.TaskEnded(new EndedTask(
                        status.Kind.ToKebabCase(),
                        status.State.ToKebabCase(),
                        status.Reason?.ToKebabCase() ?? "none",
                        (status.EndedAt ?? status.StartedAt) - status.StartedAt,
                        status.Attempt));
                    break;
                case SweepResult sweep:
                    foreach (var outcome in sweep.Redeliveries.CountBy(one => one.Outcome))
                    {
                        metrics.Swept(outcome.Key.ToKebabCase(), outcome.Value);
                    }

                    metrics.Swept("given-up", sweep.GivenUp);
                    metrics.Swept("postponed", sweep.Postponed);
                    break;
                case JanitorResult janitor:
                    metrics.Tidied("removed", janitor.Removed);
                    foreach (var (finding, branches) in janitor.Branches)
                    {
                        metrics.Tidied(finding, finding == LeftoverFinding.Orphan.ToKebabCase() ? branches - janitor.Removed : branches);
                    }

                    break;
            }
        }
    }
}

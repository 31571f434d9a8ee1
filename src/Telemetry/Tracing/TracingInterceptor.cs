using BackgroundAgent.Telemetry.Metering;
using Temporalio.Client.Interceptors;
using Temporalio.Worker.Interceptors;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>
/// Carries the trace from whoever starts or signals a task through the workflow into its activities, and times the activities.
/// Given to a client it applies to that client's workers too.
/// </summary>
public sealed class TracingInterceptor(AgentMetrics? metrics = null, TimeProvider? time = null) : IClientInterceptor, IWorkerInterceptor
{
    public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) => new TracedClient(nextInterceptor);

    public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => new TracedWorkflow(nextInterceptor);

    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor)
        => new TracedActivity(nextInterceptor, metrics, time ?? TimeProvider.System);
}

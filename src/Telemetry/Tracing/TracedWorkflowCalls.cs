using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>Puts the workflow's trace into everything it starts.</summary>
internal sealed class TracedWorkflowCalls(TracedWorkflow workflow, WorkflowOutboundInterceptor next) : WorkflowOutboundInterceptor(next)
{
    public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input)
        => base.ScheduleActivityAsync<TResult>(input with { Headers = workflow.WithContext(input.Headers) });

    public override Task<TResult> ScheduleLocalActivityAsync<TResult>(ScheduleLocalActivityInput input)
        => base.ScheduleLocalActivityAsync<TResult>(input with { Headers = workflow.WithContext(input.Headers) });

    public override Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(StartChildWorkflowInput input)
        => base.StartChildWorkflowAsync<TWorkflow, TResult>(input with { Headers = workflow.WithContext(input.Headers) });

    public override Task SignalChildWorkflowAsync(SignalChildWorkflowInput input)
        => base.SignalChildWorkflowAsync(input with { Headers = workflow.WithContext(input.Headers) });

    public override Task SignalExternalWorkflowAsync(SignalExternalWorkflowInput input)
        => base.SignalExternalWorkflowAsync(input with { Headers = workflow.WithContext(input.Headers) });

    public override ContinueAsNewException CreateContinueAsNewException(CreateContinueAsNewExceptionInput input)
        => base.CreateContinueAsNewException(input with { Headers = workflow.WithContext(input.Headers) });
}

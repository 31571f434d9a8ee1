using System.Diagnostics;
using Temporalio.Api.Common.V1;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>Marks what reaches one workflow, and keeps the trace that goes on from it. One object per workflow run.</summary>
internal sealed class TracedWorkflow(WorkflowInboundInterceptor next) : WorkflowInboundInterceptor(next)
{
    /// <summary>What activities and children are traced under.</summary>
    public ActivityContext Context { get; private set; }

    public override void Init(WorkflowOutboundInterceptor outbound) => base.Init(new TracedWorkflowCalls(this, outbound));

    public override async Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
    {
        Context = WorkflowSpans.Mark(TelemetryNames.Spans.RunWorkflow + Workflow.Info.WorkflowType, TraceHeader.Read(Workflow.Info.Headers));
        try
        {
            var result = await base.ExecuteWorkflowAsync(input);
            WorkflowSpans.Mark(TelemetryNames.Spans.EndWorkflow + Workflow.Info.WorkflowType, Context);
            return result;
        }
        catch (ContinueAsNewException)
        {
            throw;
        }
        catch (Exception fault)
        {
            WorkflowSpans.Mark(TelemetryNames.Spans.EndWorkflow + Workflow.Info.WorkflowType, Context, fault: fault);
            throw;
        }
    }

    public override Task HandleSignalAsync(HandleSignalInput input)
    {
        WorkflowSpans.Mark(TelemetryNames.Spans.HandleSignal + input.Signal, Parent(), TraceHeader.Read(input.Headers));
        return base.HandleSignalAsync(input);
    }

    public override Task<object?> HandleUpdateAsync(HandleUpdateInput input)
    {
        WorkflowSpans.Mark(TelemetryNames.Spans.HandleUpdate + input.Update, Parent(), TraceHeader.Read(input.Headers));
        return base.HandleUpdateAsync(input);
    }

    public IDictionary<string, Payload>? WithContext(IDictionary<string, Payload>? headers) => TraceHeader.Write(headers, Parent());

    /// <summary>A signal may be handled before the run method starts; then the starter's context is the parent.</summary>
    private ActivityContext Parent() => Context == default ? TraceHeader.Read(Workflow.Info.Headers) : Context;
}

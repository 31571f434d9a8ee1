using System.Diagnostics;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Client.Interceptors;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>A span for every call that changes or reads a workflow, and its context in the headers.</summary>
internal sealed class TracedClient(ClientOutboundInterceptor next) : ClientOutboundInterceptor(next)
{
    public override Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input)
        => TraceAsync(
            TelemetryNames.Spans.StartWorkflow + input.Workflow,
            input.Options.Id,
            () => base.StartWorkflowAsync<TWorkflow, TResult>(input with { Headers = WithContext(input.Headers) }));

    public override Task SignalWorkflowAsync(SignalWorkflowInput input)
        => TraceAsync(TelemetryNames.Spans.SignalWorkflow + input.Signal, input.Id, async () =>
        {
            await base.SignalWorkflowAsync(input with { Headers = WithContext(input.Headers) });
            return true;
        });

    public override Task<TResult> QueryWorkflowAsync<TResult>(QueryWorkflowInput input)
        => TraceAsync(
            TelemetryNames.Spans.QueryWorkflow + input.Query,
            input.Id,
            () => base.QueryWorkflowAsync<TResult>(input with { Headers = WithContext(input.Headers) }));

    public override Task<WorkflowUpdateHandle<TResult>> StartWorkflowUpdateAsync<TResult>(StartWorkflowUpdateInput input)
        => TraceAsync(
            TelemetryNames.Spans.UpdateWorkflow + input.Update,
            input.Id,
            () => base.StartWorkflowUpdateAsync<TResult>(input with { Headers = WithContext(input.Headers) }));

    private static IDictionary<string, Payload>? WithContext(IDictionary<string, Payload>? headers)
        => TraceHeader.Write(headers, Activity.Current?.Context ?? default);

    private static async Task<T> TraceAsync<T>(string name, string? workflowId, Func<Task<T>> call)
    {
        using var span = SpanSource.Instance.StartActivity(name, ActivityKind.Client);
        span?.SetTag(TelemetryNames.Tags.WorkflowId, workflowId);
        try
        {
            return await call();
        }
        catch (Exception fault)
        {
            span.Fail(fault);
            throw;
        }
    }
}

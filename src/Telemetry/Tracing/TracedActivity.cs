using System.Diagnostics;
using BackgroundAgent.Telemetry.Metering;
using Temporalio.Activities;
using Temporalio.Worker.Interceptors;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>A span and a measured time for every run of an activity.</summary>
internal sealed class TracedActivity(ActivityInboundInterceptor next, AgentMetrics? metrics, TimeProvider time) : ActivityInboundInterceptor(next)
{
    public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
    {
        var info = ActivityExecutionContext.Current.Info;
        var name = input.Activity.Name ?? info.ActivityType;
        using var span = SpanSource.Instance.StartActivity(
            TelemetryNames.Spans.RunActivity + name,
            ActivityKind.Server,
            TraceHeader.Read(input.Headers));
        span?.SetTag(TelemetryNames.Tags.WorkflowId, info.WorkflowId);
        span?.SetTag(TelemetryNames.Tags.RunId, info.WorkflowRunId);
        span?.SetTag(TelemetryNames.Tags.ActivityId, info.ActivityId);
        span?.SetTag(TelemetryNames.Tags.ActivityAttempt, info.Attempt);

        var started = time.GetTimestamp();
        var outcome = TelemetryNames.Outcomes.Failed;
        try
        {
            var result = await base.ExecuteActivityAsync(input);
            outcome = TelemetryNames.Outcomes.Ok;
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = TelemetryNames.Outcomes.Cancelled;
            throw;
        }
        catch (Exception fault)
        {
            span.Fail(fault);
            throw;
        }
        finally
        {
            metrics?.ActivityEnded(name, outcome, time.GetElapsedTime(started));
        }
    }
}

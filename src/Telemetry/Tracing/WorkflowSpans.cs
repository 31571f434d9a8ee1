using System.Diagnostics;
using Temporalio.Workflows;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>
/// Spans inside a workflow. A workflow may wake up on another machine after weeks, so a span of it is a moment, not a length: it is
/// started and stopped at once. Replay makes none. What workflow code reads never depends on whether one was made.
/// </summary>
internal static class WorkflowSpans
{
    /// <returns>The context of the new span; <paramref name="parent"/> where none was made.</returns>
    public static ActivityContext Mark(string name, ActivityContext parent, ActivityContext? link = null, Exception? fault = null)
    {
        if (Workflow.Unsafe.IsReplaying)
        {
            return parent;
        }

        // Exporters use locks and timers of their own, which the SDK's guard against non-determinism would refuse.
        return Workflow.Unsafe.WithTracingEventListenerDisabled(() =>
        {
            var before = Activity.Current;
            IEnumerable<ActivityLink>? links = link is { } other && other != default ? [new ActivityLink(other)] : null;
            using var span = SpanSource.Instance.StartActivity(name, ActivityKind.Server, parent, links: links);
            span?.SetTag(TelemetryNames.Tags.WorkflowId, Workflow.Info.WorkflowId);
            span?.SetTag(TelemetryNames.Tags.RunId, Workflow.Info.RunId);
            if (fault is not null)
            {
                span.Fail(fault);
            }

            span?.Stop();
            Activity.Current = before;
            return span?.Context ?? parent;
        });
    }
}

using System.Diagnostics;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>The one activity source.</summary>
public static class SpanSource
{
    public static readonly ActivitySource Instance = new(TelemetryNames.Source);

    /// <summary>Marks a span as failed. The message goes through no redaction here, so only the type is kept.</summary>
    internal static void Fail(this Activity? span, Exception fault)
    {
        span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
        span?.SetTag("error.type", fault.GetType().FullName);
    }
}

using System.Diagnostics.Metrics;
using BackgroundAgent.Telemetry;

namespace BackgroundAgent.Gateway;

/// <summary>Counts deliveries by endpoint and outcome.</summary>
internal sealed class WebhookCounts : IDisposable
{
    private readonly Meter meter = new(TelemetryNames.Source);
    private readonly Counter<long> deliveries;

    public WebhookCounts()
    {
        deliveries = meter.CreateCounter<long>(TelemetryNames.Metrics.Webhooks);
    }

    public void Count(string kind, string outcome) => deliveries.Add(
        1,
        new KeyValuePair<string, object?>(TelemetryNames.Tags.Kind, kind),
        new KeyValuePair<string, object?>(TelemetryNames.Tags.Outcome, outcome));

    public void Dispose() => meter.Dispose();
}

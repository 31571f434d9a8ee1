using System.Diagnostics.Metrics;
using Temporalio.Runtime;

namespace BackgroundAgent.Telemetry.Metering;

/// <summary>
/// Hands the Temporal SDK's own metrics to System.Diagnostics.Metrics, so that one exporter serves both. The SDK calls it from its own
/// threads, concurrently.
/// </summary>
internal sealed class TemporalMetricMeter(Meter meter) : ICustomMetricMeter
{
    public ICustomMetricCounter<T> CreateCounter<T>(string name, string? unit, string? description)
        where T : struct
        => new CounterBridge<T>(meter.CreateCounter<T>(name, unit, description));

    public ICustomMetricHistogram<T> CreateHistogram<T>(string name, string? unit, string? description)
        where T : struct
        => typeof(T) == typeof(TimeSpan)
            // .NET meters know numbers only.
            ? (ICustomMetricHistogram<T>)(object)new DurationBridge(meter.CreateHistogram<double>(name, "s", description))
            : new HistogramBridge<T>(meter.CreateHistogram<T>(name, unit, description));

    public ICustomMetricGauge<T> CreateGauge<T>(string name, string? unit, string? description)
        where T : struct
        => new GaugeBridge<T>(meter.CreateGauge<T>(name, unit, description));

    public object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in appendFrom as KeyValuePair<string, object?>[] ?? [])
        {
            all[key] = value;
        }

        foreach (var (key, value) in tags)
        {
            all[key] = value;
        }

        return all.ToArray();
    }

    private static ReadOnlySpan<KeyValuePair<string, object?>> Tags(object tags) => (KeyValuePair<string, object?>[])tags;

    private sealed class CounterBridge<T>(Counter<T> counter) : ICustomMetricCounter<T>
        where T : struct
    {
        public void Add(T value, object tags) => counter.Add(value, Tags(tags));
    }

    private sealed class HistogramBridge<T>(Histogram<T> histogram) : ICustomMetricHistogram<T>
        where T : struct
    {
        public void Record(T value, object tags) => histogram.Record(value, Tags(tags));
    }

    private sealed class DurationBridge(Histogram<double> histogram) : ICustomMetricHistogram<TimeSpan>
    {
        public void Record(TimeSpan value, object tags) => histogram.Record(value.TotalSeconds, Tags(tags));
    }

    private sealed class GaugeBridge<T>(Gauge<T> gauge) : ICustomMetricGauge<T>
        where T : struct
    {
        public void Set(T value, object tags) => gauge.Record(value, Tags(tags));
    }
}

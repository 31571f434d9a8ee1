using System.Diagnostics.Metrics;
using BackgroundAgent.Telemetry.Metering;

namespace BackgroundAgent.Telemetry.Tests;

public sealed class TemporalMetricMeterTests : IDisposable
{
    private readonly Meter _meter = new("test." + Guid.NewGuid());
    private readonly MeterListener _listener = new();
    private readonly List<string> _seen = [];

    public TemporalMetricMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    [Fact]
    public void Instruments_OfEveryKind_ReachTheMeterWithTheirTags()
    {
        var bridge = new TemporalMetricMeter(_meter);
        var common = bridge.CreateTags(null, [new("queue", "q"), new("kind", "old")]);
        var tags = bridge.CreateTags(common, [new("kind", "new")]);

        bridge.CreateCounter<long>("count", null, null).Add(2, tags);
        bridge.CreateHistogram<long>("size", "By", null).Record(3, tags);
        bridge.CreateHistogram<TimeSpan>("took", "duration", null).Record(TimeSpan.FromMilliseconds(1500), common);
        bridge.CreateGauge<double>("level", null, null).Set(0.5, tags);

        Assert.Equal(["count 2 queue=q kind=new", "size 3 queue=q kind=new", "took 1.5 queue=q kind=old", "level 0.5 queue=q kind=new"], _seen);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = $"{instrument.Name} {value}";
        foreach (var (key, tag) in tags)
        {
            text += $" {key}={tag}";
        }

        _seen.Add(text);
    }
}

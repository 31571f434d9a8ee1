using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Telemetry.Tests;

public sealed class TelemetryOptionsTests
{
    [Fact]
    public void AddTelemetry_NothingConfigured_ExportsNothing()
        => Assert.False(Read([]).Exports);

    [Fact]
    public void AddTelemetry_StandardVariables_AreRead()
    {
        var options = Read(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4317", ["OTEL_SERVICE_NAME"] = "mine" });

        Assert.True(options.Exports);
        Assert.Equal("mine", options.ServiceName);
    }

    [Fact]
    public void AddTelemetry_BadValues_AreRefusedAtStart()
    {
        Assert.Throws<ValidationException>(() => Read(new() { ["Telemetry:OtlpEndpoint"] = "collector" }));
        Assert.Throws<ValidationException>(() => Read(new() { ["Telemetry:TraceRatio"] = "1.5" }));
    }

    private static TelemetryOptions Read(Dictionary<string, string?> settings)
    {
        using var provider = new ServiceCollection()
            .AddTelemetry(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        return provider.GetRequiredService<TelemetryOptions>();
    }
}

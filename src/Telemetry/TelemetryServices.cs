using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using BackgroundAgent.Telemetry.Metering;
using BackgroundAgent.Telemetry.Tracing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Temporalio.Runtime;

namespace BackgroundAgent.Telemetry;

public static class TelemetryServices
{
    /// <summary>Interceptor and metrics always; exporters as configured.</summary>
    /// <exception cref="ValidationException">The section has a value out of range.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var options = TelemetryOptions.Read(configuration);
        services.TryAddSingleton(options);
        services.TryAddSingleton<AgentMetrics>();
        services.TryAddSingleton(provider => new TracingInterceptor(provider.GetRequiredService<AgentMetrics>(), provider.GetService<TimeProvider>()));
        if (!options.Exports)
        {
            return services;
        }

        var otlp = options.OtlpEndpoint is { } address ? new Uri(address) : null;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(options.ServiceName ?? TelemetryNames.Service))
            .WithTracing(tracing =>
            {
                tracing.AddSource(TelemetryNames.Source).SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)));
                if (otlp is not null)
                {
                    tracing.AddOtlpExporter(exporter => exporter.Endpoint = otlp);
                }
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(TelemetryNames.Source, TelemetryNames.TemporalMeter);
                if (otlp is not null)
                {
                    metrics.AddOtlpExporter(exporter => exporter.Endpoint = otlp);
                }

                if (options.Prometheus)
                {
                    metrics.AddPrometheusExporter();
                }
            });
        return services;
    }

    /// <summary>A Temporal runtime whose metrics go where ours go. Make one per process: it owns the SDK's thread pool.</summary>
    public static TemporalRuntime CreateRuntime(TelemetryOptions options)
        => new(new TemporalRuntimeOptions
        {
            Telemetry = new()
            {
                Metrics = options.Exports ? new MetricsOptions { CustomMetricMeter = new TemporalMetricMeter(new Meter(TelemetryNames.TemporalMeter)) } : null,
            },
        });
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace BackgroundAgent.Telemetry;

/// <summary>Where traces and metrics go. Section <c>Telemetry</c>. Nothing is exported unless it is asked for.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>
    /// Base address of an OTLP collector, such as <c>http://localhost:4317</c> (gRPC). Default: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, else none.
    /// The exporter reads its other <c>OTEL_*</c> variables itself.
    /// </summary>
    [Url]
    public string? OtlpEndpoint { get; set; }

    /// <summary>Whether <c>/metrics</c> of the health endpoint answers Prometheus. Default: no.</summary>
    public bool Prometheus { get; set; }

    /// <summary>Default: <c>OTEL_SERVICE_NAME</c>, else <see cref="TelemetryNames.Service"/>.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Share of new traces that are kept, 0 to 1. Default: all.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 1;

    public bool Exports => Prometheus || OtlpEndpoint is not null;

    /// <exception cref="ValidationException">A value is out of range.</exception>
    public static TelemetryOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<TelemetryOptions>() ?? new();
        options.OtlpEndpoint ??= Given(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        options.ServiceName ??= Given(configuration["OTEL_SERVICE_NAME"]);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return options;
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

using System.Diagnostics;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace BackgroundAgent.Telemetry.Tracing;

/// <summary>
/// W3C trace context in a Temporal header. Key and shape (a JSON map) are those of Temporal's own OpenTelemetry interceptors, so that
/// traces go on through services written with another SDK.
/// </summary>
internal static class TraceHeader
{
    public const string Key = "_tracer-data";
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>The headers with the context in them; the same headers where there is no context.</summary>
    public static IDictionary<string, Payload>? Write(IDictionary<string, Payload>? headers, ActivityContext context)
    {
        if (context == default)
        {
            return headers;
        }

        var map = new Dictionary<string, string>
        {
            [Parent] = $"00-{context.TraceId}-{context.SpanId}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}",
        };
        if (!string.IsNullOrEmpty(context.TraceState))
        {
            map[State] = context.TraceState;
        }

        var all = headers is null ? [] : new Dictionary<string, Payload>(headers);
        all[Key] = DataConverter.Default.PayloadConverter.ToPayload(map);
        return all;
    }

    /// <summary>Default where there is none, or one that cannot be read: tracing never fails the work.</summary>
    public static ActivityContext Read(IReadOnlyDictionary<string, Payload>? headers)
    {
        if (headers is null || !headers.TryGetValue(Key, out var payload) || ToMap(payload) is not { } map || !map.TryGetValue(Parent, out var parent))
        {
            return default;
        }

        return ActivityContext.TryParse(parent, map.GetValueOrDefault(State), isRemote: true, out var context) ? context : default;
    }

    private static Dictionary<string, string>? ToMap(Payload payload)
    {
        try
        {
            return DataConverter.Default.PayloadConverter.ToValue<Dictionary<string, string>>(payload);
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}

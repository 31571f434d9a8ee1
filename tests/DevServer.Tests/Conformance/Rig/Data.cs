using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>Payloads and durations in the least words.</summary>
internal static class Data
{
    /// <summary>A payload as every Temporal SDK writes JSON: <c>encoding</c> = <c>json/plain</c>.</summary>
    public static Payload Json(object? value) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(value)),
    };

    public static Payloads List(params object?[] values) => new() { Payloads_ = { values.Select(Json) } };

    /// <summary>A search attribute value with the type the server knows it by.</summary>
    public static Payload Typed(object? value, string type)
    {
        var payload = Json(value);
        payload.Metadata["type"] = ByteString.CopyFromUtf8(type);
        return payload;
    }

    public static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
}

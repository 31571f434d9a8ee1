using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>
/// Compares a message with expected JSON: every property that is expected must be there and equal, others may be there too.
/// Arrays must have the same length. JSON <c>null</c> expects the property to be absent. Payloads are shown decoded.
/// </summary>
internal static class Subset
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>The message as JSON, with each JSON payload replaced by its value.</summary>
    public static JsonNode? Show(IMessage message) => Decode(JsonNode.Parse(Formatter.Format(message)));

    /// <summary>Null when the expectation holds, else where and how it does not.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        switch (expected)
        {
            case null:
                return actual is null ? null : $"{path}: expected nothing, got {actual.ToJsonString()}";
            case JsonObject wanted when actual is JsonObject got:
                return wanted.Select(property => Difference(property.Value, got[property.Key], $"{path}.{property.Key}")).FirstOrDefault(d => d is not null);
            case JsonArray wanted when actual is JsonArray got && wanted.Count == got.Count:
                return wanted.Select((item, index) => Difference(item, got[index], $"{path}[{index}]")).FirstOrDefault(d => d is not null);
            case JsonObject { Count: 0 } or JsonArray { Count: 0 }:
                return actual is null ? null : $"{path}: expected empty, got {actual.ToJsonString()}";
            case JsonValue when actual is JsonValue && Plain(expected) == Plain(actual):
                return null;
            case JsonValue when actual is null && Plain(expected) is "0" or "false" or "":
                return null; // a default value is not written
            default:
                return $"{path}: expected {expected.ToJsonString()}, got {actual?.ToJsonString() ?? "nothing"}";
        }
    }

    public static void Matches(string expectedJson, IMessage actual)
    {
        var shown = Show(actual);
        if (Difference(JsonNode.Parse(expectedJson), shown) is { } difference)
        {
            Assert.Fail($"{difference}\nin {actual.Descriptor.Name} {shown?.ToJsonString()}");
        }
    }

    private static string Plain(JsonNode value) => value.AsValue().TryGetValue(out double number)
        ? number.ToString("R", CultureInfo.InvariantCulture)
        : value.ToString();

    private static JsonNode? Decode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: <= 2 } payload when payload["metadata"] is JsonObject metadata && metadata.ContainsKey("encoding"):
                return DecodePayload(payload, metadata);
            case JsonObject other:
                return new JsonObject(other.ToList().Select(p => KeyValuePair.Create(p.Key, Decode(p.Value?.DeepClone()))));
            case JsonArray array:
                return new JsonArray([.. array.Select(item => Decode(item?.DeepClone()))]);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonNode? DecodePayload(JsonObject payload, JsonObject metadata)
    {
        var encoding = Encoding.UTF8.GetString(Convert.FromBase64String(metadata["encoding"]!.ToString()));
        var data = Encoding.UTF8.GetString(Convert.FromBase64String(payload["data"]?.ToString() ?? string.Empty));
        return encoding switch
        {
            "json/plain" or "json/protobuf" => JsonNode.Parse(data),
            "binary/null" => JsonValue.Create("(null)"),
            _ => JsonValue.Create(data),
        };
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>
/// Payloads in the JSON of the HTTP API are written as the values they hold where that is possible: JSON as itself, a protocol message as
/// its JSON with the type in _protoMessageType; null is read as none. Everything else is metadata and data in base64.
/// </summary>
internal static class PayloadShorthand
{
    private const string TypeKey = "_protoMessageType";

    public static JsonNode? Shorten(JsonNode? node, MessageDescriptor type)
    {
        if (node is null)
        {
            return null;
        }

        if (type == Payload.Descriptor)
        {
            return Short(Payload.Parser.ParseJson(node.ToJsonString())) is { Is: true } value ? value.Node : node.DeepClone();
        }

        if (type == Payloads.Descriptor)
        {
            return ShortenAll(node["payloads"] as JsonArray ?? []);
        }

        return Walk(node, type, Shorten);
    }

    public static JsonNode? Expand(JsonNode? node, MessageDescriptor type)
    {
        if (type == Payload.Descriptor)
        {
            return IsPayload(node) ? node!.DeepClone() : JsonNode.Parse(JsonFormatter.Default.Format(Long(node)));
        }

        if (type == Payloads.Descriptor)
        {
            return node is JsonArray list
                ? new JsonObject { ["payloads"] = new JsonArray([.. list.Select(p => Expand(p, Payload.Descriptor))]) }
                : node?.DeepClone();
        }

        return node is null ? null : Walk(node, type, Expand);
    }

    /// <summary>The list alone when all of it can be short; else the message, so that a reader sees that some of it is not.</summary>
    private static JsonNode ShortenAll(JsonArray payloads)
    {
        var shown = new JsonArray([.. payloads.Select(p => Shorten(p, Payload.Descriptor))]);
        return payloads.All(p => Short(Payload.Parser.ParseJson(p!.ToJsonString())).Is || IsNull(p)) ? shown : new JsonObject { ["payloads"] = shown };
    }

    private static bool IsNull(JsonNode payload) =>
        payload["metadata"]?["encoding"]?.GetValue<string>() == Convert.ToBase64String(Encoding.UTF8.GetBytes("binary/null"));

    private static JsonNode Walk(JsonNode node, MessageDescriptor type, Func<JsonNode?, MessageDescriptor, JsonNode?> change)
    {
        if (node is not JsonObject source || type.File.Package == "google.protobuf")
        {
            return node.DeepClone();
        }

        var result = new JsonObject();
        foreach (var (name, value) in source)
        {
            var field = type.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name || f.Name == name);
            result[name] = field switch
            {
                { IsMap: true } when field.MessageType.FindFieldByNumber(2) is { FieldType: FieldType.Message } entry && value is JsonObject map =>
                    new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, change(p.Value, entry.MessageType)))),
                { IsRepeated: true, IsMap: false, FieldType: FieldType.Message } when value is JsonArray list =>
                    new JsonArray([.. list.Select(i => change(i, field.MessageType))]),
                { IsRepeated: false, FieldType: FieldType.Message } => change(value, field.MessageType),
                _ => value?.DeepClone(),
            };
        }

        return result;
    }

    private static bool IsPayload(JsonNode? node) => node is JsonObject value && value.All(p => p.Key is "metadata" or "data" or "externalPayloads") &&
        value["metadata"] is JsonObject metadata && metadata.ContainsKey("encoding");

    private static (bool Is, JsonNode? Node) Short(Payload payload)
    {
        var encoding = payload.Metadata.TryGetValue("encoding", out var e) ? e.ToStringUtf8() : "";
        try
        {
            switch (encoding)
            {
                case "json/plain" when payload.Metadata.Count == 1:
                    return (true, JsonNode.Parse(payload.Data.Span));
                case "json/protobuf" when payload.Metadata.Count == 2 && payload.Metadata.TryGetValue("messageType", out var type) &&
                    JsonNode.Parse(payload.Data.Span) is JsonObject message:
                    message[TypeKey] = type.ToStringUtf8();
                    return (true, message);
                default:
                    return (false, null);
            }
        }
        catch (JsonException)
        {
            // It says it is JSON and is not: shown as it is.
            return (false, null);
        }
    }

    private static Payload Long(JsonNode? node)
    {
        var payload = new Payload();
        var encoding = "json/plain";
        if (node is null)
        {
            encoding = "binary/null";
        }
        else if (node is JsonObject message && message[TypeKey] is JsonValue type)
        {
            var copy = message.DeepClone().AsObject();
            copy.Remove(TypeKey);
            encoding = "json/protobuf";
            payload.Metadata["messageType"] = ByteString.CopyFromUtf8(type.ToString());
            payload.Data = ByteString.CopyFrom(Encoding.UTF8.GetBytes(copy.ToJsonString()));
        }
        else
        {
            payload.Data = ByteString.CopyFrom(Encoding.UTF8.GetBytes(node.ToJsonString()));
        }

        payload.Metadata["encoding"] = ByteString.CopyFromUtf8(encoding);
        return payload;
    }
}

using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>Puts the values of a path or of a query string into a request written as JSON. Names may be dotted, in either spelling.</summary>
internal static class HttpFields
{
    public static void Set(JsonObject request, MessageDescriptor type, string name, IReadOnlyList<string> values)
    {
        var parts = name.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (type.Fields.InDeclarationOrder().FirstOrDefault(f => f.Name == parts[i] || f.JsonName == parts[i]) is not { } field)
            {
                // Parameters nobody knows are passed over, as by the gateway of the genuine server.
                return;
            }

            if (i == parts.Length - 1)
            {
                request[field.JsonName] = Value(field, values);
                return;
            }

            if (field.FieldType != FieldType.Message || field.IsRepeated)
            {
                return;
            }

            if (request[field.JsonName] is not JsonObject inner)
            {
                request[field.JsonName] = inner = [];
            }

            (request, type) = (inner, field.MessageType);
        }
    }

    private static JsonNode? Value(FieldDescriptor field, IReadOnlyList<string> values) => field.IsRepeated
        ? new JsonArray([.. values.Select(v => One(field, v))])
        : One(field, values[^1]);

    private static JsonNode? One(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.Bool => bool.TryParse(text, out var flag) ? flag : throw RpcErrors.InvalidArgument($"{field.Name}: {text} is not a boolean"),
        FieldType.Enum when int.TryParse(text, out var number) => number,
        FieldType.Bytes => text.Replace('-', '+').Replace('_', '/'),
        _ => text,
    };
}

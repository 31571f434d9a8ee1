using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>
/// Enum values in request bodies. The Web UI and older clients write them without prefix (<c>AllowAll</c>), the protocol writes them whole
/// (<c>SCHEDULE_OVERLAP_POLICY_ALLOW_ALL</c>); the genuine server takes both, see https://github.com/temporalio/api-go/tree/master/temporalproto.
/// </summary>
internal static partial class EnumNames
{
    /// <summary>Writes whole names into the node, which is changed.</summary>
    public static void Complete(JsonNode? node, MessageDescriptor type)
    {
        // What users put into payloads is not the protocol's.
        if (node is not JsonObject message || type == Payload.Descriptor || type == Payloads.Descriptor || type.File.Package == "google.protobuf")
        {
            return;
        }

        foreach (var (name, value) in message.ToList())
        {
            if (type.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name || f.Name == name) is not { } field)
            {
                continue;
            }

            if (field.IsMap && value is JsonObject map)
            {
                CompleteMap(map, field.MessageType.FindFieldByNumber(2));
            }
            else if (field.IsRepeated && value is JsonArray list)
            {
                CompleteList(list, field);
            }
            else
            {
                CompleteOne(value, field, whole => message[name] = whole);
            }
        }
    }

    private static void CompleteMap(JsonObject map, FieldDescriptor field)
    {
        foreach (var (key, value) in map.ToList())
        {
            CompleteOne(value, field, whole => map[key] = whole);
        }
    }

    private static void CompleteList(JsonArray list, FieldDescriptor field)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var at = i;
            CompleteOne(list[i], field, whole => list[at] = whole);
        }
    }

    private static void CompleteOne(JsonNode? value, FieldDescriptor field, Action<string> replace)
    {
        if (field.FieldType == FieldType.Message)
        {
            Complete(value, field.MessageType);
        }
        else if (field.FieldType == FieldType.Enum && value is JsonValue text && text.TryGetValue<string>(out var name) && field.EnumType.FindValueByName(name) is null)
        {
            var whole = WordStart().Replace(field.EnumType.Name + "_" + name, "_").ToUpperInvariant();
            if (field.EnumType.FindValueByName(whole) is not null)
            {
                replace(whole);
            }
        }
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}

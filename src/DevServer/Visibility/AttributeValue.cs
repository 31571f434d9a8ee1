using System.Globalization;
using System.Text.Json;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>
/// Values of search attributes as they are compared: string, long, double, bool, DateTimeOffset, or a list of strings.
/// Null stands for "not set".
/// </summary>
internal static class AttributeValue
{
    public static bool TryDecode(Payload payload, IndexedValueType type, out object? value)
    {
        value = null;
        if (payload.Data.IsEmpty || payload.Data.Span.SequenceEqual("null"u8))
        {
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            value = Decode(json.RootElement, type);
            return value is not null || json.RootElement.ValueKind == JsonValueKind.Array;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Text as a payload any client reads; no search attribute.</summary>
    public static Payload EncodePlain(string text)
    {
        var payload = new Payload { Data = ByteString.CopyFrom(ToJson(text)) };
        payload.Metadata["encoding"] = ByteString.CopyFromUtf8("json/plain");
        return payload;
    }

    public static Payload Encode(object value, IndexedValueType type)
    {
        var payload = new Payload { Data = ByteString.CopyFrom(ToJson(value)) };
        payload.Metadata["encoding"] = ByteString.CopyFromUtf8("json/plain");
        payload.Metadata["type"] = ByteString.CopyFromUtf8(type.ToString());
        return payload;
    }

    private static byte[] ToJson(object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            switch (value)
            {
                case string text:
                    writer.WriteStringValue(text);
                    break;
                case long number:
                    writer.WriteNumberValue(number);
                    break;
                case double number:
                    writer.WriteNumberValue(number);
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                case DateTimeOffset time:
                    writer.WriteStringValue(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                    break;
                case IEnumerable<string> list:
                    writer.WriteStartArray();
                    foreach (var item in list)
                    {
                        writer.WriteStringValue(item);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    throw new InvalidOperationException($"no search attribute has values of type {value.GetType()}");
            }
        }

        return buffer.ToArray();
    }

    private static object? Decode(JsonElement json, IndexedValueType type)
    {
        if (json.ValueKind == JsonValueKind.Array && type != IndexedValueType.KeywordList)
        {
            // One value in a list is what some clients send for a single value.
            return json.GetArrayLength() switch
            {
                0 => null,
                1 => Decode(json[0], type),
                _ => throw new FormatException("more than one value"),
            };
        }

        return type switch
        {
            IndexedValueType.Text or IndexedValueType.Keyword => json.GetString(),
            IndexedValueType.Int => json.TryGetInt64(out var number) ? number : throw new FormatException("not a whole number"),
            IndexedValueType.Double => json.GetDouble(),
            IndexedValueType.Bool => json.GetBoolean(),
            IndexedValueType.Datetime => DateTimeOffset.Parse(
                json.GetString() ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            IndexedValueType.KeywordList => json.ValueKind == JsonValueKind.Array
                ? json.EnumerateArray().Select(e => e.GetString() ?? "").ToList()
                : new List<string> { json.GetString() ?? "" },
            _ => throw new FormatException("unknown type"),
        };
    }
}

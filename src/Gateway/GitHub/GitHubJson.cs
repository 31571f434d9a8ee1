using System.Text.Json;

namespace BackgroundAgent.Gateway.GitHub;

/// <summary>Reads members by name; what is missing or of another type is null.</summary>
internal static class GitHubJson
{
    public static JsonElement? At(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    public static string? Text(JsonElement? element, string name)
        => element is { } holder && At(holder, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static DateTimeOffset? Time(JsonElement? element, string name)
        => element is { } holder && At(holder, name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;

    public static long? Number(JsonElement? element, string name)
        => element is { } holder && At(holder, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;
}

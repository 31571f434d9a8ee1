using System.Text.Json.Nodes;

namespace BackgroundAgent.GitHubSimulator.Shapes;

/// <summary>Pieces that GitHub's JSON repeats.</summary>
internal static class Json
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    public static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    /// <summary>Adds members <c>name_url</c> that hold the address with the name behind it.</summary>
    public static JsonObject WithUrls(this JsonObject json, string address, params string[] names)
    {
        foreach (var name in names)
        {
            json[name + "_url"] = $"{address}/{name}";
        }

        return json;
    }

    public static JsonArray Array(this IEnumerable<JsonNode?> items) => new([.. items]);

    public static JsonObject Link(string address) => new() { ["href"] = address };
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>Names the operation a callback completes. Opaque to everybody else.</summary>
internal sealed record CallbackToken(string Namespace, string WorkflowId, string RunId, long ScheduledId, string RequestId)
{
    /// <summary>The header it travels in.</summary>
    public const string Header = "temporal-callback-token";

    private const int Version = 1;

    public string Write()
    {
        var data = new JsonArray(Namespace, WorkflowId, RunId, ScheduledId.ToString(CultureInfo.InvariantCulture), RequestId).ToJsonString();
        return new JsonObject { ["v"] = Version, ["d"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)) }.ToJsonString();
    }

    /// <summary>Null for what is no token of this server.</summary>
    public static CallbackToken? Read(string? text)
    {
        try
        {
            if (text is null || JsonNode.Parse(text) is not JsonObject token || token["v"]?.GetValue<int>() != Version)
            {
                return null;
            }

            var data = Encoding.UTF8.GetString(Convert.FromBase64String(token["d"]?.GetValue<string>() ?? ""));
            return JsonSerializer.Deserialize(data, CallbackTokenJson.Default.StringArray) is [var @namespace, var workflow, var run, var scheduled, var request] &&
                long.TryParse(scheduled, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new CallbackToken(@namespace, workflow, run, id, request)
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class CallbackTokenJson : System.Text.Json.Serialization.JsonSerializerContext;

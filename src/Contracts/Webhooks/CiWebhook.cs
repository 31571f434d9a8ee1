using System.Text.Json;
using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Ci;

namespace BackgroundAgent.Contracts.Webhooks;

/// <summary>Body of <c>POST /webhooks/ci</c>: any CI system tells that a check has news. JSON, camel case; unknown members are ignored.</summary>
public sealed record CiWebhook
{
    /// <summary>Address of the repository, for the log; routing is by branch. At most 2,048 characters.</summary>
    public required string Repository { get; init; }

    /// <summary><c>bgagent/task-id</c>, also as <c>refs/heads/…</c>; deliveries for other branches are dropped. At most 256 characters.</summary>
    public required string Branch { get; init; }

    /// <summary>Full id: 40 or 64 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>Name of the check. 1 to 256 characters.</summary>
    public required string Check { get; init; }

    [JsonConverter(typeof(WebhookWord<CheckStatus>))]
    public required CheckStatus Status { get; init; }

    /// <summary>Required when the status is <c>completed</c>.</summary>
    [JsonConverter(typeof(WebhookWord<CheckConclusion>))]
    public CheckConclusion? Conclusion { get; init; }

    /// <summary>Where a person looks at it.</summary>
    public string? Url { get; init; }

    /// <summary>From 1.</summary>
    public int RunAttempt { get; init; } = 1;
}

/// <summary>How webhook bodies are written and read.</summary>
public static class WebhookJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 16,
    };
}

/// <summary>An enum member in kebab-case; read in snake_case too, which is what GitHub-like systems send.</summary>
public sealed class WebhookWord<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Words = Enum.GetValues<T>().ToDictionary(value => value.ToKebabCase(), StringComparer.Ordinal);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return Words.TryGetValue(text.Replace('_', '-'), out var value)
            ? value
            : throw new JsonException($"must be one of {string.Join(", ", Words.Keys)}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToKebabCase());
}

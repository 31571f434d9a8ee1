using System.Text.Json;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Webhooks;

namespace BackgroundAgent.Gateway.Ci;

/// <summary>Reads the body of a generic CI webhook, or says what is wrong with it.</summary>
internal static class CiWebhookReader
{
    private const int NameCharacters = 256;
    private const int AddressCharacters = 2048;

    private static readonly string[] Required = ["repository", "branch", "commit", "check", "status"];

    /// <returns>The webhook, or null and the reason in words for the sender.</returns>
    public static (CiWebhook? Webhook, string Reason) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = WebhookJson.Options.MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, "The body must be a JSON object.");
            }

            var missing = Required.Where(name => !HasMember(document.RootElement, name)).ToList();
            if (missing.Count > 0)
            {
                return (null, $"Missing: {string.Join(", ", missing)}.");
            }

            var webhook = document.RootElement.Deserialize<CiWebhook>(WebhookJson.Options)!;
            return Fault(webhook) is { } fault ? (null, fault) : (webhook, "");
        }
        catch (JsonException fault)
        {
            return (null, $"Not valid at {fault.Path ?? "line " + (fault.LineNumber + 1)}: {fault.Message}");
        }
        catch (InvalidOperationException)
        {
            // Text that is no Unicode.
            return (null, "The body has text that is not valid UTF-8.");
        }
    }

    private static bool HasMember(JsonElement element, string name)
        => element.EnumerateObject().Any(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null);

    private static string? Fault(CiWebhook webhook) => webhook switch
    {
        { Repository.Length: 0 or > AddressCharacters } => $"repository must have 1 to {AddressCharacters} characters.",
        { Branch.Length: 0 or > NameCharacters } => $"branch must have 1 to {NameCharacters} characters.",
        { Check.Length: 0 or > NameCharacters } => $"check must have 1 to {NameCharacters} characters.",
        { Url.Length: > AddressCharacters } => $"url must have at most {AddressCharacters} characters.",
        { RunAttempt: < 1 } => "runAttempt must be at least 1.",
        { Status: CheckStatus.Completed, Conclusion: null } => "conclusion is required when status is completed.",
        _ when !IsCommit(webhook.Commit) => "commit must be 40 or 64 hexadecimal digits.",
        _ => null,
    };

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigit);
}

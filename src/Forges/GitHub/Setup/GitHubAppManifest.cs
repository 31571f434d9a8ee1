using System.Text.Encodings.Web;
using System.Text.Json;
using BackgroundAgent.Forges.GitHub.Doctor;

namespace BackgroundAgent.Forges.GitHub.Setup;

/// <summary>What an App that works here must be, as GitHub's manifest ("Registering a GitHub App from a manifest").</summary>
public sealed record GitHubAppManifest
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Characters of an App's name.</summary>
    public const int NameCharacters = 34;

    /// <summary>Shown on GitHub, where it must be nobody else's; at most <see cref="NameCharacters"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The App's home page.</summary>
    public required Uri Home { get; init; }

    /// <summary>Where GitHub sends whoever made the App, with the code in the query.</summary>
    public required Uri Redirect { get; init; }

    /// <summary>Where webhooks go; null: the App has none, and tasks poll.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>JSON. Without a webhook both its address and the events are left out: GitHub takes neither alone.</summary>
    public string ToJson()
    {
        var manifest = new Dictionary<string, object>
        {
            ["name"] = Name,
            ["url"] = Home.AbsoluteUri,
            ["description"] = "Works on coding tasks in the background, with CI as the judge.",
            ["public"] = false,
            ["redirect_url"] = Redirect.AbsoluteUri,
            ["default_permissions"] = GitHubNeeds.Permissions,
        };
        if (Webhook is { } address)
        {
            manifest["hook_attributes"] = new Dictionary<string, object> { ["url"] = address.AbsoluteUri, ["active"] = true };
            manifest["default_events"] = GitHubNeeds.Events;
        }

        return JsonSerializer.Serialize(manifest, Readable);
    }
}

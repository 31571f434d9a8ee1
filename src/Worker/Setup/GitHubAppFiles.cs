using System.Globalization;
using System.Text.Json;
using BackgroundAgent.Forges;
using BackgroundAgent.Forges.GitHub.Setup;
using BackgroundAgent.Worker.Data;

namespace BackgroundAgent.Worker.Setup;

/// <summary>Keeps an App in the data directory, where worker and gateway find it.</summary>
internal static class GitHubAppFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The key first: settings that name a key which is not there would stop every start.</summary>
    public static void Write(DataLayout layout, GitHubServer server, CreatedApp app)
    {
        layout.Create();
        OnceWrittenFile.WriteForOwner(layout.GitHubKeyFile, app.PrivateKey);
        var identity = new Dictionary<string, object>
        {
            ["AppId"] = app.Id.ToString(CultureInfo.InvariantCulture),
            ["PrivateKeyFile"] = layout.GitHubKeyFile,
        };
        if (!server.IsPublic)
        {
            identity["ApiUrl"] = server.Api.AbsoluteUri;
            identity["GitHost"] = server.GitHost;
        }

        var gateway = new Dictionary<string, object> { ["OwnLogins"] = new[] { app.Slug + "[bot]" } };
        if (app.WebhookSecret is { Length: > 0 } secret)
        {
            gateway["GitHubSecrets"] = new[] { secret };
        }

        var settings = new Dictionary<string, object> { ["GitHub"] = identity, ["Gateway"] = gateway };
        OnceWrittenFile.WriteForOwner(layout.GitHubAppFile, JsonSerializer.Serialize(settings, Indented) + "\n");
    }
}

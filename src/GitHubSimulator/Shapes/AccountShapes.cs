using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class AccountShapes
{
    public static JsonObject Of(World world, Account account)
    {
        var api = $"{world.Api}users/{Uri.EscapeDataString(account.Login)}";
        return new JsonObject
        {
            ["id"] = account.Id,
            ["node_id"] = $"U_{account.Id}",
            ["login"] = account.Login,
            ["type"] = account.Type,
            ["site_admin"] = false,
            ["avatar_url"] = $"{world.Address}avatars/{account.Id}",
            ["gravatar_id"] = "",
            ["url"] = api,
            ["html_url"] = $"{world.Address}{Uri.EscapeDataString(account.Login)}",
        }.WithUrls(api, "events", "followers", "following", "gists", "organizations", "received_events", "repos", "starred", "subscriptions");
    }

    /// <summary>The account a token belongs to, with what its profile tells everybody.</summary>
    public static JsonObject Profile(World world, Account account)
    {
        var profile = Of(world, account);
        foreach (var empty in new[] { "name", "company", "blog", "location", "email", "hireable", "bio" })
        {
            profile[empty] = null;
        }

        foreach (var none in new[] { "public_repos", "public_gists", "followers", "following" })
        {
            profile[none] = 0;
        }

        profile["created_at"] = "2026-01-01T00:00:00Z";
        profile["updated_at"] = "2026-01-01T00:00:00Z";
        return profile;
    }

    /// <summary>The App, as it stands beside checks.</summary>
    public static JsonObject App(World world, Account owner) => new()
    {
        ["id"] = SimulatorOptions.AppId,
        ["node_id"] = "A_1",
        ["slug"] = SimulatorOptions.AppSlug,
        ["name"] = "BackgroundAgent",
        ["owner"] = Of(world, owner),
        ["description"] = "",
        ["external_url"] = "https://example.com/",
        ["html_url"] = $"{world.Address}apps/{SimulatorOptions.AppSlug}",
        ["created_at"] = "2026-01-01T00:00:00Z",
        ["updated_at"] = "2026-01-01T00:00:00Z",
        ["permissions"] = new JsonObject(world.Permissions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        // GitHub leaves the check events out of this list where the App may write checks.
        ["events"] = world.Events
            .Where(name => world.Permissions.GetValueOrDefault("checks") != "write" || !name.StartsWith("check_", StringComparison.Ordinal))
            .Select(name => (JsonNode?)name).Array(),
        ["installations_count"] = 1,
    };

    public static JsonObject Actions(World world) => new()
    {
        ["id"] = 15368,
        ["node_id"] = "A_15368",
        ["slug"] = "github-actions",
        ["name"] = "GitHub Actions",
        ["owner"] = Of(world, world.AccountOf("github", "Organization")),
        ["description"] = "",
        ["external_url"] = "https://example.com/",
        ["html_url"] = $"{world.Address}apps/github-actions",
        ["created_at"] = "2026-01-01T00:00:00Z",
        ["updated_at"] = "2026-01-01T00:00:00Z",
        ["permissions"] = new JsonObject { ["checks"] = "write" },
        ["events"] = new JsonArray(),
    };

    public static JsonObject Installation(World world, RepositoryState repository) => new()
    {
        ["id"] = repository.Owner.Id,
        ["app_id"] = SimulatorOptions.AppId,
        ["app_slug"] = SimulatorOptions.AppSlug,
        ["target_id"] = repository.Owner.Id,
        ["target_type"] = repository.Owner.Type,
        ["account"] = Of(world, repository.Owner),
        ["repository_selection"] = "all",
        ["single_file_name"] = null,
        ["access_tokens_url"] = $"{world.Api}app/installations/{repository.Owner.Id}/access_tokens",
        ["repositories_url"] = $"{world.Api}installation/repositories",
        ["html_url"] = $"{world.Address}organizations/{repository.Owner.Login}/settings/installations/{repository.Owner.Id}",
        ["permissions"] = new JsonObject(world.Permissions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["events"] = world.Events.Select(name => (JsonNode?)name).Array(),
        ["created_at"] = "2026-01-01T00:00:00Z",
        ["updated_at"] = "2026-01-01T00:00:00Z",
        ["suspended_by"] = null,
        ["suspended_at"] = null,
    };
}

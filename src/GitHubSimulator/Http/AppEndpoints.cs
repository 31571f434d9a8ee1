using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>The App, its installations and tokens, and who a token is.</summary>
internal sealed class AppEndpoints(World world)
{
    private const string App = "/api/v3/app";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(App, () => Answers.Json(AccountShapes.App(world, world.AccountOf("owner", "Organization")))).AddEndpointFilter(OnlyAppAsync);
        routes.MapGet(App + "/installations", Installations).AddEndpointFilter(OnlyAppAsync);
        routes.MapGet("/api/v3/repos/{owner}/{repo}/installation", Installation).AddEndpointFilter(OnlyAppAsync);
        routes.MapPost(App + "/installations/{id:long}/access_tokens", TokenAsync).AddEndpointFilter(OnlyAppAsync);
        routes.MapGet(App + "/hook/config", HookConfig).AddEndpointFilter(OnlyAppAsync);
        routes.MapGet("/api/v3/installation/repositories", Repositories);
        routes.MapGet("/api/v3/user", (HttpContext context) => context.Caller() is { IsApp: false, Repositories: null } caller
            ? Answers.Json(AccountShapes.Profile(world, caller.Account))
            : Answers.Refused(403, "Resource not accessible by integration"));
    }

    public static async ValueTask<object?> OnlyAppAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
        => call.HttpContext.Caller().IsApp ? await next(call) : Answers.Refused(401, "A JSON web token could not be decoded");

    private IResult HookConfig()
    {
        var config = new JsonObject { ["content_type"] = "json", ["insecure_ssl"] = "0", ["secret"] = "********" };
        if (world.WebhookUrl is { } url)
        {
            config["url"] = url.ToString();
        }

        return Answers.Json(config);
    }

    private IResult Installations(HttpContext context)
    {
        lock (world.Gate)
        {
            return Answers.Json(world.Repositories.Where(repository => repository.Installed).DistinctBy(repository => repository.Owner.Id)
                .Select(repository => AccountShapes.Installation(world, repository)).Array());
        }
    }

    private IResult Installation(string owner, string repo)
    {
        lock (world.Gate)
        {
            return world.Find(owner, repo) is { Installed: true } repository ? Answers.Json(AccountShapes.Installation(world, repository)) : Answers.Missing();
        }
    }

    /// <summary>What an installation's token covers.</summary>
    private IResult Repositories(HttpContext context)
    {
        if (context.Caller() is not { IsApp: false, Repositories: { } covered })
        {
            return Answers.Refused(403, "You must authenticate with an installation access token in order to list repositories for an installation.");
        }

        lock (world.Gate)
        {
            var all = world.Repositories.Where(repository => covered.Contains(repository.FullName)).Select(repository => RepositoryShapes.Full(world, repository)).ToList();
            return Answers.Listed("repositories", context, all);
        }
    }

    private async Task<IResult> TokenAsync(HttpContext context, long id)
    {
        var body = await Answers.BodyAsync(context);
        lock (world.Gate)
        {
            var covered = world.Repositories.Where(repository => repository.Owner.Id == id && repository.Installed).ToList();
            if (covered.Count == 0)
            {
                return Answers.Missing();
            }

            var asked = body["repositories"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var chosen = covered.Where(repository => asked?.Contains(repository.Name) != false).ToList();
            var permissions = body["permissions"]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal)
                ?? new Dictionary<string, string>(world.Permissions);
            if (chosen.Count < (asked?.Count ?? 0) || permissions.Any(pair => !Granted(pair.Key, pair.Value)))
            {
                return Answers.Refused(422, "The permissions or repositories requested are not granted to this installation.");
            }

            permissions["metadata"] = "read";
            var token = "ghs_" + RandomNumberGenerator.GetHexString(36, lowercase: true);
            var expires = world.Now + world.Options.TokenLifetime;
            world.AddToken(token, new Caller
            {
                Account = world.Bot,
                Budget = $"installation-{id}",
                Repositories = chosen.Select(repository => repository.FullName).ToHashSet(StringComparer.Ordinal),
                Permissions = permissions,
            }, expires);
            return Answers.Json(new JsonObject
            {
                ["token"] = token,
                ["expires_at"] = Json.Time(expires),
                ["permissions"] = new JsonObject(permissions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                ["repository_selection"] = asked is null ? "all" : "selected",
            }, 201);
        }
    }

    private bool Granted(string permission, string level)
        => world.Permissions.TryGetValue(permission, out var given) && (given == level || given == "write");
}

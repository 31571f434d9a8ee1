using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.Shapes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Repositories, references, branches, rules, and who may do what.</summary>
internal sealed class RepositoryEndpoints(World world, PushWatch pushes)
{
    private const string Repo = "/api/v3/repos/{owner}/{repo}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Repo, (HttpContext context) => Answers.Json(Locked(() => RepositoryShapes.Full(world, context.Repository()))))
            .Needs(world, "metadata", "read");
        routes.MapGet(Repo + "/git/ref/{**name}", Reference).Needs(world, "contents", "read");
        routes.MapDelete(Repo + "/git/refs/{**name}", DeleteAsync).Needs(world, "contents", "write");
        routes.MapGet(Repo + "/branches/{**branch}", Branch).Needs(world, "contents", "read");
        routes.MapGet(Repo + "/rules/branches/{**branch}", Rules).Needs(world, "metadata", "read");
        routes.MapGet(Repo + "/collaborators/{login}/permission", Permission).Needs(world, "metadata", "read");
        routes.MapGet("/api/v3/users/{login}", (string login) => Answers.Json(AccountShapes.Of(world, world.AccountOf(login))));
        routes.MapGet("/api/v3/rate_limit", () => Answers.Json(new JsonObject { ["resources"] = new JsonObject(), ["rate"] = new JsonObject() }));
    }

    private IResult Reference(HttpContext context, string name) => Locked(() =>
    {
        var repository = context.Repository();
        return name.StartsWith("heads/", StringComparison.Ordinal) && repository.Heads.TryGetValue(name["heads/".Length..], out var commit)
            ? Answers.Json(RepositoryShapes.Reference(world, repository, name, commit))
            : Answers.Missing();
    });

    private async Task<IResult> DeleteAsync(HttpContext context, string name)
    {
        var repository = context.Repository();
        var branch = name.StartsWith("heads/", StringComparison.Ordinal) ? name["heads/".Length..] : name;
        if (!Locked(() => repository.Heads.ContainsKey(branch)))
        {
            return Answers.Refused(422, "Reference does not exist");
        }

        await world.Git.DeleteBranchAsync(repository.Folder, branch, context.RequestAborted);
        await pushes.LookAsync(repository, context.Caller().Account, context.RequestAborted);
        return Results.NoContent();
    }

    private IResult Branch(HttpContext context, string branch) => Locked(() =>
    {
        var repository = context.Repository();
        if (!repository.Heads.TryGetValue(branch, out var commit))
        {
            return Answers.Missing();
        }

        var api = RepositoryShapes.Api(world, repository);
        var required = repository.Protection.GetValueOrDefault(branch) ?? [];
        var contexts = required.Select(name => (JsonNode?)name).Array();
        var checks = required.Select(name => (JsonNode?)new JsonObject { ["context"] = name, ["app_id"] = null }).Array();
        return Answers.Json(new JsonObject
        {
            ["name"] = branch,
            ["commit"] = RepositoryShapes.Commit(world, repository, commit),
            ["_links"] = new JsonObject { ["self"] = $"{api}/branches/{branch}", ["html"] = $"{RepositoryShapes.Html(world, repository)}/tree/{branch}" },
            ["protected"] = required.Length > 0,
            ["protection_url"] = $"{api}/branches/{branch}/protection",
            ["protection"] = new JsonObject
            {
                ["enabled"] = required.Length > 0,
                ["required_status_checks"] = new JsonObject
                {
                    ["enforcement_level"] = required.Length > 0 ? "non_admins" : "off",
                    ["contexts"] = contexts,
                    ["checks"] = checks,
                },
            },
        });
    });

    private IResult Rules(HttpContext context, string branch) => Locked(() =>
    {
        var required = context.Repository().Rules.GetValueOrDefault(branch) ?? [];
        var rules = new JsonArray();
        if (required.Length > 0)
        {
            rules.Add(new JsonObject
            {
                ["type"] = "required_status_checks",
                ["ruleset_source_type"] = "Repository",
                ["ruleset_source"] = context.Repository().FullName,
                ["ruleset_id"] = 1,
                ["parameters"] = new JsonObject
                {
                    ["strict_required_status_checks_policy"] = context.Repository().Strict.Contains(branch),
                    ["required_status_checks"] = required.Select(name => (JsonNode?)new JsonObject { ["context"] = name }).Array(),
                },
            });
        }

        foreach (var type in branch == context.Repository().DefaultBranch ? [] : context.Repository().Restrictions)
        {
            rules.Add(new JsonObject { ["type"] = type, ["ruleset_source_type"] = "Repository", ["ruleset_source"] = context.Repository().FullName, ["ruleset_id"] = 2 });
        }

        return Answers.Json(rules);
    });

    private IResult Permission(HttpContext context, string login)
    {
        var account = world.AccountOf(login);
        return Locked(() =>
        {
            var role = context.Repository().Collaborators.GetValueOrDefault(login, "none");
            var user = AccountShapes.Of(world, account);
            user["role_name"] = role;
            return Answers.Json(new JsonObject
            {
                // The old word knows four levels only.
                ["permission"] = role switch { "maintain" => "write", "triage" => "read", _ => role },
                ["role_name"] = role,
                ["user"] = user,
            });
        });
    }

    private T Locked<T>(Func<T> read)
    {
        lock (world.Gate)
        {
            return read();
        }
    }
}

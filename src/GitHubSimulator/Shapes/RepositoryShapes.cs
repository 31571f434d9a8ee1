using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class RepositoryShapes
{
    private static readonly string[] Urls =
    [
        "archive", "assignees", "blobs", "branches", "collaborators", "comments", "commits", "compare", "contents", "contributors", "deployments",
        "downloads", "events", "forks", "git_commits", "git_refs", "git_tags", "hooks", "issue_comment", "issue_events", "issues", "keys", "labels",
        "languages", "merges", "milestones", "notifications", "pulls", "releases", "stargazers", "statuses", "subscribers", "subscription", "tags",
        "teams", "trees",
    ];

    private static readonly string[] Zeroes =
        ["forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers", "watchers_count", "network_count", "subscribers_count"];

    public static string Api(World world, RepositoryState repository) => $"{world.Api}repos/{repository.FullName}";

    public static string Html(World world, RepositoryState repository) => world.Address + repository.FullName;

    public static JsonObject Minimal(World world, RepositoryState repository) => new JsonObject
    {
        ["id"] = repository.Id,
        ["node_id"] = $"R_{repository.Id}",
        ["name"] = repository.Name,
        ["full_name"] = repository.FullName,
        ["owner"] = AccountShapes.Of(world, repository.Owner),
        ["private"] = true,
        ["fork"] = false,
        ["description"] = null,
        ["url"] = Api(world, repository),
        ["html_url"] = Html(world, repository),
    }.WithUrls(Api(world, repository), Urls);

    public static JsonObject Full(World world, RepositoryState repository)
    {
        var json = Minimal(world, repository);
        json["clone_url"] = Html(world, repository) + ".git";
        json["git_url"] = Html(world, repository) + ".git";
        json["ssh_url"] = $"git@127.0.0.1:{repository.FullName}.git";
        json["svn_url"] = Html(world, repository);
        json["mirror_url"] = null;
        json["default_branch"] = repository.DefaultBranch;
        foreach (var name in new[] { "has_downloads", "has_issues", "has_projects", "has_wiki", "has_pages", "has_discussions", "archived", "disabled" })
        {
            json[name] = name == "has_issues";
        }

        foreach (var name in Zeroes)
        {
            json[name] = 0;
        }

        foreach (var name in new[] { "homepage", "language", "license" })
        {
            json[name] = null;
        }

        foreach (var name in new[] { "created_at", "updated_at", "pushed_at" })
        {
            json[name] = "2026-01-01T00:00:00Z";
        }

        return json;
    }

    /// <summary>A commit with little in it: nobody here asks for more than its id.</summary>
    public static JsonObject Commit(World world, RepositoryState repository, string commit)
    {
        var (api, html) = ($"{Api(world, repository)}/commits/{commit}", $"{Html(world, repository)}/commit/{commit}");
        var person = new JsonObject { ["name"] = "somebody", ["email"] = "someone@example.com", ["date"] = "2026-01-01T00:00:00Z" };
        return new JsonObject
        {
            ["sha"] = commit,
            ["node_id"] = $"C_{commit}",
            ["url"] = api,
            ["html_url"] = html,
            ["comments_url"] = api + "/comments",
            ["author"] = null,
            ["committer"] = null,
            ["parents"] = new JsonArray(),
            ["commit"] = new JsonObject
            {
                ["url"] = $"{Api(world, repository)}/git/commits/{commit}",
                ["author"] = person,
                ["committer"] = person.DeepClone(),
                ["message"] = "pushed",
                ["comment_count"] = 0,
                ["tree"] = new JsonObject { ["sha"] = commit, ["url"] = $"{Api(world, repository)}/git/trees/{commit}" },
            },
        };
    }

    public static JsonObject Reference(World world, RepositoryState repository, string name, string commit) => new()
    {
        ["ref"] = "refs/" + name,
        ["node_id"] = $"REF_{name}",
        ["url"] = $"{Api(world, repository)}/git/refs/{name}",
        ["object"] = new JsonObject { ["type"] = "commit", ["sha"] = commit, ["url"] = $"{Api(world, repository)}/git/commits/{commit}" },
    };
}

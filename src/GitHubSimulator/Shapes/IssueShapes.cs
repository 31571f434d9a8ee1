using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class IssueShapes
{
    public static JsonObject Issue(World world, RepositoryState repository, IssueState issue)
    {
        var api = $"{RepositoryShapes.Api(world, repository)}/issues/{issue.Number}";
        var pull = repository.Pulls.Find(one => one.Issue == issue);
        var json = new JsonObject
        {
            ["id"] = issue.Id,
            ["node_id"] = $"I_{issue.Id}",
            ["number"] = issue.Number,
            ["title"] = issue.Title,
            ["body"] = issue.Body,
            ["state"] = issue.State,
            ["locked"] = false,
            ["user"] = AccountShapes.Of(world, issue.Author),
            ["assignee"] = issue.Assignees is [var first, ..] ? AccountShapes.Of(world, world.AccountOf(first)) : null,
            ["assignees"] = issue.Assignees.Select(login => AccountShapes.Of(world, world.AccountOf(login))).Array(),
            ["labels"] = issue.Labels.Select(label => Label(world, repository, label)).Array(),
            ["milestone"] = null,
            ["comments"] = repository.Comments.Count(comment => comment.Issue == issue.Number),
            ["created_at"] = Json.Time(issue.CreatedAt),
            ["updated_at"] = Json.Time(issue.UpdatedAt),
            ["closed_at"] = Json.Time(issue.ClosedAt),
            ["author_association"] = "NONE",
            ["url"] = api,
            ["repository_url"] = RepositoryShapes.Api(world, repository),
            ["html_url"] = $"{RepositoryShapes.Html(world, repository)}/issues/{issue.Number}",
        }.WithUrls(api, "comments", "events", "labels");
        if (pull is not null)
        {
            json["pull_request"] = new JsonObject
            {
                ["url"] = PullShapes.Api(world, repository, pull),
                ["html_url"] = PullShapes.Html(world, repository, pull),
                ["diff_url"] = PullShapes.Html(world, repository, pull) + ".diff",
                ["patch_url"] = PullShapes.Html(world, repository, pull) + ".patch",
            };
        }

        return json;
    }

    public static JsonObject Comment(World world, RepositoryState repository, CommentState comment) => new()
    {
        ["id"] = comment.Id,
        ["node_id"] = $"IC_{comment.Id}",
        ["body"] = comment.Body,
        ["user"] = AccountShapes.Of(world, comment.Author),
        ["author_association"] = "NONE",
        ["url"] = $"{RepositoryShapes.Api(world, repository)}/issues/comments/{comment.Id}",
        ["issue_url"] = $"{RepositoryShapes.Api(world, repository)}/issues/{comment.Issue}",
        ["html_url"] = $"{RepositoryShapes.Html(world, repository)}/issues/{comment.Issue}#issuecomment-{comment.Id}",
        ["created_at"] = Json.Time(comment.CreatedAt),
        ["updated_at"] = Json.Time(comment.UpdatedAt),
    };

    public static JsonObject Label(World world, RepositoryState repository, string name) => new()
    {
        ["id"] = 1,
        ["node_id"] = $"LA_{name}",
        ["url"] = $"{RepositoryShapes.Api(world, repository)}/labels/{Uri.EscapeDataString(name)}",
        ["name"] = name,
        ["description"] = "",
        ["color"] = "ededed",
        ["default"] = false,
    };

    public static JsonObject Reaction(World world, string login, string content) => new()
    {
        ["id"] = 1,
        ["node_id"] = "REA_1",
        ["user"] = AccountShapes.Of(world, world.AccountOf(login)),
        ["content"] = content,
        ["created_at"] = Json.Time(world.Now),
    };
}

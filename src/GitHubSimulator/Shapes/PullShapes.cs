using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class PullShapes
{
    public static string Api(World world, RepositoryState repository, PullState pull) => $"{RepositoryShapes.Api(world, repository)}/pulls/{pull.Issue.Number}";

    public static string Html(World world, RepositoryState repository, PullState pull) => $"{RepositoryShapes.Html(world, repository)}/pull/{pull.Issue.Number}";

    /// <summary>As lists show it.</summary>
    public static JsonObject Simple(World world, RepositoryState repository, PullState pull)
    {
        var (issue, api, html) = (pull.Issue, Api(world, repository, pull), Html(world, repository, pull));
        var head = repository.Heads.GetValueOrDefault(pull.Head) ?? pull.LastHead ?? "";
        var issueApi = $"{RepositoryShapes.Api(world, repository)}/issues/{issue.Number}";
        var statuses = $"{RepositoryShapes.Api(world, repository)}/statuses/{head}";
        return new JsonObject
        {
            ["id"] = issue.Id,
            ["node_id"] = pull.NodeId,
            ["number"] = issue.Number,
            ["state"] = issue.State,
            ["locked"] = false,
            ["draft"] = pull.Draft,
            ["title"] = issue.Title,
            ["body"] = issue.Body,
            ["user"] = AccountShapes.Of(world, issue.Author),
            ["labels"] = issue.Labels.Select(label => IssueShapes.Label(world, repository, label)).Array(),
            ["milestone"] = null,
            ["created_at"] = Json.Time(issue.CreatedAt),
            ["updated_at"] = Json.Time(issue.UpdatedAt),
            ["closed_at"] = Json.Time(issue.ClosedAt),
            ["merged_at"] = Json.Time(pull.MergedAt),
            ["merge_commit_sha"] = pull.MergeCommit,
            ["assignee"] = issue.Assignees is [var first, ..] ? AccountShapes.Of(world, world.AccountOf(first)) : null,
            ["assignees"] = issue.Assignees.Select(login => AccountShapes.Of(world, world.AccountOf(login))).Array(),
            ["requested_reviewers"] = pull.Reviewers.Select(login => AccountShapes.Of(world, world.AccountOf(login))).Array(),
            ["requested_teams"] = new JsonArray(),
            ["author_association"] = "NONE",
            ["auto_merge"] = pull.AutoMerge is { } method ? new JsonObject
            {
                ["enabled_by"] = AccountShapes.Of(world, pull.AutoMergeBy ?? issue.Author),
                ["merge_method"] = method,
                ["commit_title"] = "",
                ["commit_message"] = "",
            } : null,
            ["head"] = Side(world, repository, pull.Head, head),
            ["base"] = Side(world, repository, pull.Base, repository.Heads.GetValueOrDefault(pull.Base) ?? ""),
            ["url"] = api,
            ["html_url"] = html,
            ["diff_url"] = html + ".diff",
            ["patch_url"] = html + ".patch",
            ["issue_url"] = issueApi,
            ["commits_url"] = api + "/commits",
            ["review_comments_url"] = api + "/comments",
            ["review_comment_url"] = RepositoryShapes.Api(world, repository) + "/pulls/comments{/number}",
            ["comments_url"] = issueApi + "/comments",
            ["statuses_url"] = statuses,
            ["_links"] = new JsonObject
            {
                ["self"] = Json.Link(api),
                ["html"] = Json.Link(html),
                ["issue"] = Json.Link(issueApi),
                ["comments"] = Json.Link(issueApi + "/comments"),
                ["review_comments"] = Json.Link(api + "/comments"),
                ["review_comment"] = Json.Link(RepositoryShapes.Api(world, repository) + "/pulls/comments{/number}"),
                ["commits"] = Json.Link(api + "/commits"),
                ["statuses"] = Json.Link(statuses),
            },
        };
    }

    /// <param name="facts">Null: not computed yet.</param>
    public static JsonObject Pull(World world, RepositoryState repository, PullState pull, MergeFacts? facts)
    {
        var json = Simple(world, repository, pull);
        json["mergeable"] = facts?.Merges;
        json["mergeable_state"] = State(repository, pull, facts);
        json["rebaseable"] = facts?.Merges;
        json["merged"] = pull.Merged;
        json["merged_by"] = pull.MergedBy is { } by ? AccountShapes.Of(world, by) : null;
        json["maintainer_can_modify"] = false;
        foreach (var name in new[] { "additions", "deletions", "changed_files", "commits", "review_comments" })
        {
            json[name] = 0;
        }

        json["comments"] = repository.Comments.Count(comment => comment.Issue == pull.Issue.Number);
        return json;
    }

    public static JsonObject Review(World world, RepositoryState repository, ReviewState review)
    {
        var pull = repository.Pulls.First(one => one.Issue.Number == review.Pull);
        var page = $"{Html(world, repository, pull)}#pullrequestreview-{review.Id}";
        return new JsonObject
        {
            ["id"] = review.Id,
            ["node_id"] = $"PRR_{review.Id}",
            ["user"] = AccountShapes.Of(world, review.Author),
            ["body"] = review.Body,
            ["state"] = review.State,
            ["commit_id"] = review.Commit,
            ["path"] = review.Path,
            ["line"] = review.Line,
            ["submitted_at"] = Json.Time(review.CreatedAt),
            ["author_association"] = "NONE",
            ["html_url"] = page,
            ["pull_request_url"] = Api(world, repository, pull),
            ["_links"] = new JsonObject { ["html"] = Json.Link(page), ["pull_request"] = Json.Link(Api(world, repository, pull)) },
        };
    }

    private static string State(RepositoryState repository, PullState pull, MergeFacts? facts)
    {
        var head = repository.Heads.GetValueOrDefault(pull.Head) ?? "";
        return facts switch
        {
            null => "unknown",
            { Merges: false } => "dirty",
            _ when pull.Draft => "draft",
            { Behind: true } when repository.Strict.Contains(pull.Base) => "behind",
            _ => Requirements.Missing(repository, pull, head) is null ? "clean" : "blocked",
        };
    }

    private static JsonObject Side(World world, RepositoryState repository, string branch, string commit) => new()
    {
        ["label"] = $"{repository.Owner.Login}:{branch}",
        ["ref"] = branch,
        ["sha"] = commit,
        ["user"] = AccountShapes.Of(world, repository.Owner),
        ["repo"] = RepositoryShapes.Full(world, repository),
    };
}

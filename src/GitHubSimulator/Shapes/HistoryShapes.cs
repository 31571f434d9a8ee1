using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Shapes;

internal static class HistoryShapes
{
    public static JsonObject Commit(World world, RepositoryState repository, CommitRecord commit)
    {
        var (api, html) = (RepositoryShapes.Api(world, repository), RepositoryShapes.Html(world, repository));
        return new JsonObject
        {
            ["sha"] = commit.Sha,
            ["node_id"] = $"C_{commit.Sha}",
            ["url"] = $"{api}/commits/{commit.Sha}",
            ["html_url"] = $"{html}/commit/{commit.Sha}",
            ["comments_url"] = $"{api}/commits/{commit.Sha}/comments",
            ["commit"] = new JsonObject
            {
                ["url"] = $"{api}/git/commits/{commit.Sha}",
                ["author"] = Signed(commit.Author),
                ["committer"] = Signed(commit.Committer),
                ["message"] = commit.Message,
                ["comment_count"] = 0,
                ["tree"] = new JsonObject { ["sha"] = commit.Tree, ["url"] = $"{api}/git/trees/{commit.Tree}" },
            },
            ["author"] = null,
            ["committer"] = null,
            ["parents"] = commit.Parents.Select(parent => (JsonNode?)new JsonObject
            {
                ["sha"] = parent,
                ["url"] = $"{api}/commits/{parent}",
                ["html_url"] = $"{html}/commit/{parent}",
            }).Array(),
        };
    }

    public static JsonObject GitCommit(World world, RepositoryState repository, CommitRecord commit)
    {
        var (api, html) = (RepositoryShapes.Api(world, repository), RepositoryShapes.Html(world, repository));
        return new JsonObject
        {
            ["sha"] = commit.Sha,
            ["node_id"] = $"C_{commit.Sha}",
            ["url"] = $"{api}/git/commits/{commit.Sha}",
            ["html_url"] = $"{html}/commit/{commit.Sha}",
            ["author"] = Signed(commit.Author),
            ["committer"] = Signed(commit.Committer),
            ["message"] = commit.Message,
            ["tree"] = new JsonObject { ["sha"] = commit.Tree, ["url"] = $"{api}/git/trees/{commit.Tree}" },
            ["parents"] = commit.Parents.Select(parent => (JsonNode?)new JsonObject
            {
                ["sha"] = parent,
                ["url"] = $"{api}/git/commits/{parent}",
                ["html_url"] = $"{html}/commit/{parent}",
            }).Array(),
            ["verification"] = new JsonObject { ["verified"] = false, ["reason"] = "unsigned", ["signature"] = null, ["payload"] = null, ["verified_at"] = null },
        };
    }

    public static JsonObject Move(World world, BranchMove move, string kind) => new()
    {
        ["id"] = move.Id,
        ["node_id"] = $"PSH_{move.Id}",
        ["before"] = move.Before,
        ["after"] = move.After,
        ["ref"] = "refs/heads/" + move.Branch,
        ["timestamp"] = Json.Time(move.At),
        ["activity_type"] = kind,
        ["actor"] = AccountShapes.Of(world, move.By),
    };

    private static JsonObject Signed(Signature signature)
        => new() { ["name"] = signature.Name, ["email"] = signature.Email, ["date"] = Json.Time(signature.At) };
}

using System.Globalization;
using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>What happened to branches: references by prefix, commits between two of them, and who moved them.</summary>
internal sealed class HistoryEndpoints(World world)
{
    private const string Repo = "/api/v3/repos/{owner}/{repo}";

    private const string Nothing = "0000000000000000000000000000000000000000";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Repo + "/git/matching-refs/{**prefix}", Matching).Needs(world, "contents", "read");
        routes.MapGet(Repo + "/git/commits/{commit:length(40)}", CommitAsync).Needs(world, "contents", "read");
        routes.MapGet(Repo + "/compare/{**range}", CompareAsync).Needs(world, "contents", "read");
        routes.MapGet(Repo + "/activity", Activity).Needs(world, "contents", "read");
    }

    private IResult Matching(HttpContext context, string prefix)
    {
        var repository = context.Repository();
        lock (world.Gate)
        {
            return Answers.Json(repository.Heads.Where(head => ("heads/" + head.Key).StartsWith(prefix, StringComparison.Ordinal)).OrderBy(head => head.Key, StringComparer.Ordinal)
                .Select(head => RepositoryShapes.Reference(world, repository, "heads/" + head.Key, head.Value)).Array());
        }
    }

    private async Task<IResult> CommitAsync(HttpContext context, string commit)
        => await world.Git.LogAsync(context.Repository().Folder, commit, context.RequestAborted) is { Count: > 0 } found
            ? Answers.Json(HistoryShapes.GitCommit(world, context.Repository(), found[0]))
            : Answers.Missing();

    private async Task<IResult> CompareAsync(HttpContext context, string range)
    {
        var repository = context.Repository();
        var ends = range.Split("...", 2);
        if (ends.Length != 2 || ends.Any(end => end.StartsWith('-')))
        {
            return Answers.Missing();
        }

        var cancelled = context.RequestAborted;
        var heads = await world.Git.HeadsAsync(repository.Folder, cancelled);
        var (target, head) = (Commit(heads, ends[0]), Commit(heads, ends[1]));
        var common = await world.Git.MergeBaseAsync(repository.Folder, target, head, cancelled);
        var commits = common is null ? null : await world.Git.LogAsync(repository.Folder, $"{common}..{head}", cancelled);
        if (commits is null)
        {
            return Answers.Missing();
        }

        var first = (await world.Git.LogAsync(repository.Folder, target, cancelled))![0];
        var fork = (await world.Git.LogAsync(repository.Folder, common!, cancelled))![0];
        var behind = await world.Git.CountAsync(repository.Folder, head, target, cancelled);
        var (api, html) = ($"{RepositoryShapes.Api(world, repository)}/compare/{range}", $"{RepositoryShapes.Html(world, repository)}/compare/{range}");
        return Answers.Json(new JsonObject
        {
            ["url"] = api,
            ["html_url"] = html,
            ["permalink_url"] = html,
            ["diff_url"] = html + ".diff",
            ["patch_url"] = html + ".patch",
            ["base_commit"] = HistoryShapes.Commit(world, repository, first),
            ["merge_base_commit"] = HistoryShapes.Commit(world, repository, fork),
            ["status"] = (commits.Count, behind) switch { (0, 0) => "identical", (0, _) => "behind", (_, 0) => "ahead", _ => "diverged" },
            ["ahead_by"] = commits.Count,
            ["behind_by"] = behind,
            ["total_commits"] = commits.Count,
            ["commits"] = Answers.Page(context, commits).Select(commit => HistoryShapes.Commit(world, repository, commit)).Array(),
            ["files"] = new JsonArray(),
        });
    }

    private IResult Activity(HttpContext context)
    {
        var repository = context.Repository();
        var wanted = context.Request.Query["ref"].ToString();
        var size = Math.Clamp(int.TryParse(context.Request.Query["per_page"], CultureInfo.InvariantCulture, out var asked) ? asked : 30, 1, 100);
        lock (world.Gate)
        {
            return Answers.Json(repository.Moves.AsEnumerable().Reverse().Where(move => wanted.Length == 0 || "refs/heads/" + move.Branch == wanted).Take(size)
                .Select(move => HistoryShapes.Move(world, move, Kind(move.Before, move.After, move.Forced))).Array());
        }
    }

    private static string Kind(string before, string after, bool forced)
        => before == Nothing ? "branch_creation" : after == Nothing ? "branch_deletion" : forced ? "force_push" : "push";

    private static string Commit(Dictionary<string, string> heads, string name) => heads.GetValueOrDefault(name, name);
}

using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>A pull request with what is known of its merge, the merge itself, and bringing its branch up to date.</summary>
internal sealed class MergeEndpoints(World world, Merges merges)
{
    private const string Pull = "/api/v3/repos/{owner}/{repo}/pulls/{number:int}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Pull, GetAsync).Needs(world, "pull_requests", "read");
        routes.MapPut(Pull + "/merge", MergeAsync).Needs(world, "contents", "write");
        routes.MapPut(Pull + "/update-branch", UpdateAsync).Needs(world, "pull_requests", "write");
    }

    private async Task<IResult> GetAsync(HttpContext context, int number)
    {
        if (Find(context, number) is not { } pull)
        {
            return Answers.Missing();
        }

        var repository = context.Repository();
        var facts = pull.Merged ? null : await merges.Mergeability.AskAsync(repository, pull, context.RequestAborted);
        lock (world.Gate)
        {
            return Answers.Json(PullShapes.Pull(world, repository, pull, facts));
        }
    }

    private async Task<IResult> MergeAsync(HttpContext context, int number)
    {
        var body = await Answers.BodyAsync(context);
        if (Find(context, number) is not { } pull)
        {
            return Answers.Missing();
        }

        var answer = await merges.MergeAsync(
            context.Repository(), pull, body["merge_method"]?.GetValue<string>() ?? "merge", body["sha"]?.GetValue<string>(), context.Caller().Account);
        return answer.Status >= 400
            ? Answers.Refused(answer.Status, answer.Text)
            : Answers.Json(new JsonObject { ["sha"] = answer.Text, ["merged"] = true, ["message"] = "Pull Request successfully merged" });
    }

    private async Task<IResult> UpdateAsync(HttpContext context, int number)
    {
        var body = await Answers.BodyAsync(context);
        if (Find(context, number) is not { } pull)
        {
            return Answers.Missing();
        }

        var answer = await merges.UpdateAsync(context.Repository(), pull, body["expected_head_sha"]?.GetValue<string>(), context.Caller().Account);
        return answer.Status >= 400
            ? Answers.Refused(answer.Status, answer.Text)
            : Answers.Json(new JsonObject { ["message"] = answer.Text, ["url"] = PullShapes.Api(world, context.Repository(), pull) }, answer.Status);
    }

    private PullState? Find(HttpContext context, int number)
    {
        lock (world.Gate)
        {
            return context.Repository().Pulls.Find(candidate => candidate.Issue.Number == number);
        }
    }
}

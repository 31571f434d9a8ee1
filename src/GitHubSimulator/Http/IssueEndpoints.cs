using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Issues, comments, reactions, labels and assignees.</summary>
internal sealed class IssueEndpoints(World world)
{
    private const string Issues = "/api/v3/repos/{owner}/{repo}/issues";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Issues + "/{number:int}", (HttpContext context, int number) => OfIssue(context, number, issue
            => Answers.Json(IssueShapes.Issue(world, context.Repository(), issue)))).Needs(world, "issues", "read");
        routes.MapGet(Issues + "/{number:int}/comments", (HttpContext context, int number) => OfIssue(context, number, _ => Answers.Json(
            Answers.Page(context, [.. context.Repository().Comments.Where(comment => comment.Issue == number)])
                .Select(comment => IssueShapes.Comment(world, context.Repository(), comment)).Array()))).Needs(world, "issues", "read");
        routes.MapPost(Issues + "/{number:int}/comments", CommentAsync).Needs(world, "issues", "write");
        routes.MapPatch(Issues + "/comments/{id:long}", EditAsync).Needs(world, "issues", "write");
        routes.MapPost(Issues + "/comments/{id:long}/reactions", ReactAsync).Needs(world, "issues", "write");
        routes.MapPost(Issues + "/{number:int}/labels", (HttpContext context, int number) => AddAsync(context, number, "labels", issue => issue.Labels))
            .Needs(world, "issues", "write");
        routes.MapPost(Issues + "/{number:int}/assignees", (HttpContext context, int number) => AddAsync(context, number, "assignees", issue => issue.Assignees))
            .Needs(world, "issues", "write");
    }

    private async Task<IResult> CommentAsync(HttpContext context, int number)
    {
        var body = await Answers.BodyAsync(context);
        return OfIssue(context, number, _ =>
        {
            var repository = context.Repository();
            var comment = new CommentState
            {
                Id = world.NextId(),
                Issue = number,
                Author = context.Caller().Account,
                Body = body["body"]!.GetValue<string>(),
                CreatedAt = world.Now,
                UpdatedAt = world.Now,
            };
            repository.Comments.Add(comment);
            world.Ledger.Add(repository.FullName, comment.Author.Login, $"comment on {number}");
            world.Hooks.Comment(repository, comment, "created");
            return Answers.Json(IssueShapes.Comment(world, repository, comment), 201);
        });
    }

    private async Task<IResult> EditAsync(HttpContext context, long id)
    {
        var body = await Answers.BodyAsync(context);
        lock (world.Gate)
        {
            var repository = context.Repository();
            if (repository.Comments.Find(one => one.Id == id) is not { } comment)
            {
                return Answers.Missing();
            }

            comment.Body = body["body"]!.GetValue<string>();
            comment.UpdatedAt = world.Now;
            world.Ledger.Add(repository.FullName, context.Caller().Account.Login, $"comment on {comment.Issue} edited");
            world.Hooks.Comment(repository, comment, "edited");
            return Answers.Json(IssueShapes.Comment(world, repository, comment));
        }
    }

    /// <summary>The same reaction by the same account again is there already: 200 instead of 201.</summary>
    private async Task<IResult> ReactAsync(HttpContext context, long id)
    {
        var content = (await Answers.BodyAsync(context))["content"]!.GetValue<string>();
        lock (world.Gate)
        {
            var repository = context.Repository();
            if (repository.Comments.Find(one => one.Id == id) is not { } comment)
            {
                return Answers.Missing();
            }

            var by = context.Caller().Account.Login;
            var fresh = !comment.Reactions.Contains((by, content));
            if (fresh)
            {
                comment.Reactions.Add((by, content));
                world.Ledger.Add(repository.FullName, by, $"reaction {content} on {comment.Issue}");
            }

            return Answers.Json(IssueShapes.Reaction(world, by, content), fresh ? 201 : 200);
        }
    }

    private async Task<IResult> AddAsync(HttpContext context, int number, string what, Func<IssueState, List<string>> listOf)
    {
        var names = (await Answers.BodyOrArrayAsync(context, what)).ToList();
        return OfIssue(context, number, issue =>
        {
            var repository = context.Repository();
            var fresh = names.Except(listOf(issue)).ToList();
            listOf(issue).AddRange(fresh);
            if (fresh.Count > 0)
            {
                world.Ledger.Add(repository.FullName, context.Caller().Account.Login, $"{what} of {number}: {string.Join(',', fresh)}");
            }

            JsonNode answer = what == "labels"
                ? issue.Labels.Select(label => IssueShapes.Label(world, repository, label)).Array()
                : IssueShapes.Issue(world, repository, issue);
            return Answers.Json(answer, what == "labels" ? 200 : 201);
        });
    }

    private IResult OfIssue(HttpContext context, int number, Func<IssueState, IResult> answer)
    {
        lock (world.Gate)
        {
            return context.Repository().Issues.Find(one => one.Number == number) is { } issue ? answer(issue) : Answers.Missing();
        }
    }
}

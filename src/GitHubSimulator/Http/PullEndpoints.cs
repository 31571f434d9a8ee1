using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Pull requests and who is asked to review them.</summary>
internal sealed class PullEndpoints(World world)
{
    private const string Pulls = "/api/v3/repos/{owner}/{repo}/pulls";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Pulls, List).Needs(world, "pull_requests", "read");
        routes.MapPost(Pulls, (Delegate)CreateAsync).Needs(world, "pull_requests", "write");
        routes.MapPatch(Pulls + "/{number:int}", UpdateAsync).Needs(world, "pull_requests", "write");
        routes.MapPost(Pulls + "/{number:int}/requested_reviewers", RequestAsync).Needs(world, "pull_requests", "write");
        routes.MapGet(Pulls + "/{number:int}/reviews", Reviews).Needs(world, "pull_requests", "read");
    }

    private IResult List(HttpContext context)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            var query = context.Request.Query;
            var state = query["state"].ToString() is { Length: > 0 } asked ? asked : "open";
            var found = repository.Pulls
                .Where(pull => state == "all" || pull.Issue.State == state)
                .Where(pull => !query.ContainsKey("head") || $"{repository.Owner.Login}:{pull.Head}" == query["head"])
                .Reverse()
                .ToList();
            return Answers.Json(Answers.Page(context, found).Select(pull => PullShapes.Simple(world, repository, pull)).Array());
        }
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var body = await Answers.BodyAsync(context);
        var (head, target) = (body["head"]!.GetValue<string>(), body["base"]!.GetValue<string>());
        lock (world.Gate)
        {
            var repository = context.Repository();
            if (!repository.Heads.TryGetValue(head, out var commit) || !repository.Heads.ContainsKey(target))
            {
                return Answers.Refused(422, "Validation Failed: head or base is invalid");
            }

            if (repository.Pulls.Exists(pull => pull.Head == head && pull.Base == target && pull.Issue.State == "open"))
            {
                return Answers.Refused(422, $"A pull request already exists for {repository.Owner.Login}:{head}.");
            }

            var issue = new IssueState
            {
                Id = world.NextId(),
                Number = repository.Issues.Count + 1,
                Author = context.Caller().Account,
                Title = body["title"]!.GetValue<string>(),
                Body = body["body"]?.GetValue<string>() ?? "",
                CreatedAt = world.Now,
                UpdatedAt = world.Now,
            };
            var created = new PullState { Issue = issue, Head = head, Base = target, Draft = body["draft"]?.GetValue<bool>() ?? false, LastHead = commit };
            repository.Issues.Add(issue);
            repository.Pulls.Add(created);
            world.Ledger.Add(repository.FullName, issue.Author.Login, $"pull-request {issue.Number} opened{(created.Draft ? " as draft" : "")}");
            world.Hooks.Pull(repository, created, "opened", issue.Author);
            return Answers.Json(PullShapes.Pull(world, repository, created, facts: null), 201);
        }
    }

    private async Task<IResult> UpdateAsync(HttpContext context, int number)
    {
        var body = await Answers.BodyAsync(context);
        lock (world.Gate)
        {
            var repository = context.Repository();
            if (repository.Pulls.Find(candidate => candidate.Issue.Number == number) is not { } pull)
            {
                return Answers.Missing();
            }

            var (issue, by) = (pull.Issue, context.Caller().Account);
            issue.Title = body["title"]?.GetValue<string>() ?? issue.Title;
            issue.Body = body["body"]?.GetValue<string>() ?? issue.Body;
            issue.UpdatedAt = world.Now;
            var state = body["state"]?.GetValue<string>() ?? issue.State;
            if (state != issue.State)
            {
                issue.State = state;
                issue.ClosedAt = state == "closed" ? world.Now : null;
                world.Ledger.Add(repository.FullName, by.Login, $"pull-request {number} {(state == "closed" ? "closed" : "reopened")}");
                world.Hooks.Pull(repository, pull, state == "closed" ? "closed" : "reopened", by);
            }
            else
            {
                world.Ledger.Add(repository.FullName, by.Login, $"pull-request {number} edited");
                world.Hooks.Pull(repository, pull, "edited", by);
            }

            return Answers.Json(PullShapes.Pull(world, repository, pull, facts: null));
        }
    }

    private async Task<IResult> RequestAsync(HttpContext context, int number)
    {
        var body = await Answers.BodyAsync(context);
        lock (world.Gate)
        {
            var repository = context.Repository();
            if (repository.Pulls.Find(candidate => candidate.Issue.Number == number) is not { } pull)
            {
                return Answers.Missing();
            }

            var fresh = Texts(body["reviewers"]).Except(pull.Reviewers).ToList();
            var teams = Texts(body["team_reviewers"]).Except(pull.TeamReviewers).ToList();
            pull.Reviewers.AddRange(fresh);
            pull.TeamReviewers.AddRange(teams);
            if (fresh.Count + teams.Count > 0)
            {
                world.Ledger.Add(repository.FullName, context.Caller().Account.Login, $"pull-request {number} reviewers {string.Join(',', fresh.Concat(teams))}");
            }

            return Answers.Json(PullShapes.Simple(world, repository, pull), 201);
        }
    }

    private IResult Reviews(HttpContext context, int number)
    {
        lock (world.Gate)
        {
            var repository = context.Repository();
            return Answers.Json(repository.Reviews.Where(review => review.Pull == number && review.Path is null)
                .Select(review => PullShapes.Review(world, repository, review)).Array());
        }
    }

    private static IEnumerable<string> Texts(JsonNode? array) => array?.AsArray().Select(item => item!.GetValue<string>()) ?? [];
}

using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>The mutations that REST lacks: ready for review, back to draft, auto-merge, the merge queue.</summary>
internal sealed class GraphQlEndpoint(World world, Merges merges)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/graphql", (Delegate)HandleAsync);

    private async Task<IResult> HandleAsync(HttpContext context)
    {
        var body = await Answers.BodyAsync(context);
        var query = body["query"]!.GetValue<string>();
        var variables = body["variables"]!.AsObject();
        var caller = context.Caller();
        if (Find(variables["id"]!.GetValue<string>(), caller) is not var (repository, pull))
        {
            return Fault($"Could not resolve to a node with the global id of '{variables["id"]}'");
        }

        var fault = query.Contains("enqueuePullRequest", StringComparison.Ordinal)
            ? await EnqueueAsync(repository, pull, variables["head"]!.GetValue<string>(), caller)
            : Change(repository, pull, query, variables, caller);
        return fault is null ? Answers.Json(new JsonObject { ["data"] = new JsonObject() }) : Fault(fault);
    }

    /// <returns>Null: done.</returns>
    private async Task<string?> EnqueueAsync(RepositoryState repository, PullState pull, string head, Caller caller)
    {
        lock (world.Gate)
        {
            if (pull.IsQueued)
            {
                return "Pull request is already in the merge queue";
            }

            if (repository.Heads.GetValueOrDefault(pull.Head) != head)
            {
                return "Head sha didn't match expectedHeadOid";
            }

            pull.IsQueued = true;
            if (!repository.Queues.Contains(pull.Base))
            {
                // A queue that never gets to it.
                world.Ledger.Add(repository.FullName, caller.Account.Login, $"pull-request {pull.Issue.Number} queued");
                return null;
            }
        }

        return await merges.EnqueueAsync(repository, pull, caller.Account);
    }

    private (RepositoryState Repository, PullState Pull)? Find(string id, Caller caller)
    {
        lock (world.Gate)
        {
            foreach (var repository in world.Repositories.Where(one => caller.Repositories?.Contains(one.FullName) != false && caller.May("pull_requests", "write")))
            {
                if (repository.Pulls.Find(pull => pull.NodeId == id) is { } found)
                {
                    return (repository, found);
                }
            }

            return null;
        }
    }

    /// <returns>Null: done.</returns>
    private string? Change(RepositoryState repository, PullState pull, string query, JsonObject variables, Caller caller)
    {
        lock (world.Gate)
        {
            var number = pull.Issue.Number;
            if (query.Contains("markPullRequestReadyForReview", StringComparison.Ordinal))
            {
                pull.Draft = false;
                world.Ledger.Add(repository.FullName, caller.Account.Login, $"pull-request {number} ready");
                world.Hooks.Pull(repository, pull, "ready_for_review", caller.Account);
                return null;
            }

            if (query.Contains("convertPullRequestToDraft", StringComparison.Ordinal))
            {
                pull.Draft = true;
                world.Ledger.Add(repository.FullName, caller.Account.Login, $"pull-request {number} draft");
                world.Hooks.Pull(repository, pull, "converted_to_draft", caller.Account);
                return null;
            }

            return query.Contains("enablePullRequestAutoMerge", StringComparison.Ordinal)
                ? EnableAutoMerge(repository, pull, variables["method"]!.GetValue<string>().ToLowerInvariant(), caller)
                : "This query is not simulated.";
        }
    }

    private string? EnableAutoMerge(RepositoryState repository, PullState pull, string method, Caller caller)
    {
        if (pull.Issue.State != "open" || pull.Draft)
        {
            return "Pull request is in draft state";
        }

        if (Requirements.Missing(repository, pull, repository.Heads.GetValueOrDefault(pull.Head) ?? "") is null)
        {
            return "Pull request is in clean status";
        }

        (pull.AutoMerge, pull.AutoMergeBy) = (method, caller.Account);
        world.Ledger.Add(repository.FullName, caller.Account.Login, $"pull-request {pull.Issue.Number} auto-merge {method}");
        return null;
    }

    private static IResult Fault(string message)
        => Answers.Json(new JsonObject { ["data"] = null, ["errors"] = new JsonArray(new JsonObject { ["message"] = message }) });
}

using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>The mutations that REST lacks: ready for review, back to draft, auto-merge, merge queue.</summary>
internal sealed class GraphQlEndpoint(World world)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/graphql", (Delegate)HandleAsync);

    private async Task<IResult> HandleAsync(HttpContext context)
    {
        var body = await Answers.BodyAsync(context);
        var query = body["query"]!.GetValue<string>();
        var variables = body["variables"]!.AsObject();
        var id = variables["id"]!.GetValue<string>();
        var caller = context.Caller();
        lock (world.Gate)
        {
            var found = world.Repositories
                .Where(repository => caller.Repositories?.Contains(repository.FullName) != false)
                .SelectMany(repository => repository.Pulls.Select(pull => (Repository: repository, Pull: pull)))
                .FirstOrDefault(pair => pair.Pull.NodeId == id);
            if (found.Pull is null || !caller.May("pull_requests", "write"))
            {
                return Fault($"Could not resolve to a node with the global id of '{id}'");
            }

            return Change(found.Repository, found.Pull, query, variables, caller) is { } fault
                ? Fault(fault)
                : Answers.Json(new JsonObject { ["data"] = new JsonObject() });
        }
    }

    /// <returns>Null: done.</returns>
    private string? Change(RepositoryState repository, PullState pull, string query, JsonObject variables, Caller caller)
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

        if (query.Contains("enqueuePullRequest", StringComparison.Ordinal))
        {
            var head = variables["head"]!.GetValue<string>();
            if (pull.IsQueued)
            {
                return "Pull request is already in the merge queue";
            }

            if (repository.Heads.GetValueOrDefault(pull.Head) != head)
            {
                return "Head sha didn't match expectedHeadOid";
            }

            pull.IsQueued = true;
            world.Ledger.Add(repository.FullName, caller.Account.Login, $"pull-request {number} queued");
            return null;
        }

        if (!query.Contains("enablePullRequestAutoMerge", StringComparison.Ordinal))
        {
            return "This query is not simulated.";
        }

        if (repository.Protection.Count == 0 && repository.Rules.Count == 0)
        {
            return "Pull request is in clean status";
        }

        pull.AutoMerge = variables["method"]!.GetValue<string>().ToLowerInvariant();
        world.Ledger.Add(repository.FullName, caller.Account.Login, $"pull-request {number} auto-merge {pull.AutoMerge}");
        return null;
    }

    private static IResult Fault(string message)
        => Answers.Json(new JsonObject { ["data"] = null, ["errors"] = new JsonArray(new JsonObject { ["message"] = message }) });
}

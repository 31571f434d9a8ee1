using BackgroundAgent.Contracts.Activities;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>The pull request of a branch: looked up by its head before anything is made, changed only where it differs.</summary>
internal sealed class GitHubPullRequests(GitHubConnection github)
{
    /// <summary>REST cannot end a draft; GraphQL's mutation of this name does.</summary>
    private const string ReadyMutation = "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }";

    public async Task<PullRequestResult> EnsureAsync(PullRequestContent content, CancellationToken cancellationToken)
    {
        var (owner, name) = GitHubConnection.Slug(content.Repository);
        var found = await FindAsync(owner, name, content, cancellationToken);
        var current = found ?? await CreateAsync(owner, name, content, cancellationToken);
        var state = content.Stage == PullRequestStage.Closed ? ItemState.Closed : ItemState.Open;
        if (current.Title != content.Title || (current.Body ?? "") != content.Body || current.State.Value != state)
        {
            var update = new PullRequestUpdate { Title = content.Title, Body = content.Body, State = state };
            current = await github.CallAsync(client => client.PullRequest.Update(owner, name, current.Number, update), cancellationToken);
        }

        if (content.Stage == PullRequestStage.Ready && current.Draft)
        {
            await github.CallAsync(client => MarkReadyAsync(client, current.NodeId, cancellationToken), cancellationToken);
        }

        return new PullRequestResult(current.Number, current.HtmlUrl);
    }

    /// <summary>An open one first; a closed one only to keep it closed, since a task that starts again opens its own.</summary>
    private async Task<PullRequest?> FindAsync(string owner, string name, PullRequestContent content, CancellationToken cancellationToken)
    {
        var ofBranch = new Octokit.PullRequestRequest { Head = $"{owner}:{content.Branch}", State = ItemStateFilter.All };
        var all = await github.CallAsync(client => client.PullRequest.GetAllForRepository(owner, name, ofBranch), cancellationToken);
        var newestFirst = all.OrderByDescending(candidate => candidate.Number).ToList();
        return newestFirst.FirstOrDefault(candidate => candidate.State.Value == ItemState.Open)
            ?? (content.Stage == PullRequestStage.Closed ? newestFirst.FirstOrDefault() : null);
    }

    private Task<PullRequest> CreateAsync(string owner, string name, PullRequestContent content, CancellationToken cancellationToken)
    {
        var create = new NewPullRequest(content.Title, content.Branch, content.BaseBranch) { Body = content.Body, Draft = true };
        return github.CallAsync(client => client.PullRequest.Create(owner, name, create), cancellationToken);
    }

    private static async Task<bool> MarkReadyAsync(IGitHubClient client, string nodeId, CancellationToken cancellationToken)
    {
        // Enterprise Server serves GraphQL beside the REST base, not below it.
        var rest = client.Connection.BaseAddress;
        var address = rest.AbsolutePath.EndsWith("/v3/", StringComparison.Ordinal) ? new Uri(rest, "../graphql") : new Uri(rest, "graphql");
        var body = new Dictionary<string, object> { ["query"] = ReadyMutation, ["variables"] = new Dictionary<string, object> { ["id"] = nodeId } };
        var response = await client.Connection.Post<GraphQlAnswer>(address, body, "application/json", "application/json", cancellationToken: cancellationToken);
        return response.Body.Errors is { Count: > 0 } errors
            ? throw new ForgeException(ForgeFault.Invalid, $"GitHub did not end the draft: {errors[0].Message}")
            : true;
    }

    /// <summary>Filled by Octokit's serializer.</summary>
    internal sealed class GraphQlAnswer
    {
        public List<GraphQlError>? Errors { get; set; }
    }

    internal sealed class GraphQlError
    {
        public string Message { get; set; } = "";
    }
}

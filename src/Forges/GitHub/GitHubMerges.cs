using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>What makes a pull request ready and merges it. The mutations are GraphQL's: REST can neither end a draft nor switch auto-merge on.</summary>
internal sealed class GitHubMerges(TimeProvider time)
{
    private const string Ready = "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }";

    private const string AutoMerge =
        "mutation($id: ID!, $method: PullRequestMergeMethod!) { enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: $method}) { clientMutationId } }";

    private const string Enqueue =
        "mutation($id: ID!, $head: GitObjectID!) { enqueuePullRequest(input: {pullRequestId: $id, expectedHeadOid: $head}) { clientMutationId } }";

    private const int Looks = 7;

    /// <summary>Before the second look; doubled before each further one, 6 s in all.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ForgeException"><see cref="ForgeFault.Conflict"/>: it conflicts with its base.</exception>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Behind"/>: it lacks commits of its base that are asked for.</exception>
    public async Task RequireMergeableAsync(GitHubRepository github, int number, PullRequestContent content, CancellationToken cancellationToken)
    {
        // GitHub computes it in the background once somebody asks. Not known after some looks is no conflict.
        for (var look = 0; look < Looks; look++)
        {
            var pull = await github.CallAsync(client => client.PullRequest.Get(github.Owner, github.Name, number), cancellationToken);
            switch (pull.Mergeable)
            {
                case true when content.UpToDate && await GitHubExpectations.IsBehindAsync(github, pull.Base.Ref, pull.Head.Sha, cancellationToken):
                    throw new ForgeException(ForgeFault.Behind, $"Pull request {number} lacks commits of {pull.Base.Ref}.");
                case true:
                    return;
                case false:
                    throw new ForgeException(ForgeFault.Conflict, $"Pull request {number} conflicts with {pull.Base.Ref}.");
            }

            await Task.Delay(Pause * (1 << look), time, cancellationToken);
        }
    }

    public static Task MarkReadyAsync(GitHubRepository github, string nodeId, CancellationToken cancellationToken)
        => MutateAsync(github, Ready, new Dictionary<string, object> { ["id"] = nodeId }, cancellationToken);

    /// <summary>
    /// By policy only. Where nothing is left to wait for GitHub refuses auto-merge, and the commit that was judged is merged, or queued, at once.
    /// A base branch with a merge queue takes auto-merge as the wish to be queued, whatever its method.
    /// </summary>
    public static async Task AutoMergeAsync(GitHubRepository github, PullRequest current, PullRequestContent content, CancellationToken cancellationToken)
    {
        if (current.Merged || (content.AutoMerge ?? (content.MergeQueue ? Contracts.Tasks.MergeMethod.Merge : null)) is not { } method)
        {
            return;
        }

        try
        {
            var variables = new Dictionary<string, object> { ["id"] = current.NodeId, ["method"] = method.ToString().ToUpperInvariant() };
            await MutateAsync(github, AutoMerge, variables, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.Invalid && fault.Message.Contains("clean status", StringComparison.OrdinalIgnoreCase))
        {
            await (content.MergeQueue
                ? EnqueueAsync(github, current.NodeId, content.HeadCommit, cancellationToken)
                : MergeAsync(github, current, content.HeadCommit, method, cancellationToken));
        }
    }

    private static async Task MergeAsync(GitHubRepository github, PullRequest current, string head, Contracts.Tasks.MergeMethod method, CancellationToken cancellationToken)
    {
        var merge = new MergePullRequest { Sha = head, MergeMethod = Enum.Parse<PullRequestMergeMethod>(method.ToString()) };
        try
        {
            await github.CallAsync(client => client.PullRequest.Merge(github.Owner, github.Name, current.Number, merge), cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.Invalid && fault.Message.Contains("merge queue", StringComparison.OrdinalIgnoreCase))
        {
            await EnqueueAsync(github, current.NodeId, head, cancellationToken);
        }
    }

    private static async Task EnqueueAsync(GitHubRepository github, string nodeId, string commit, CancellationToken cancellationToken)
    {
        try
        {
            await MutateAsync(github, Enqueue, new Dictionary<string, object> { ["id"] = nodeId, ["head"] = commit }, cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.Invalid && fault.Message.Contains("already", StringComparison.OrdinalIgnoreCase)
            && fault.Message.Contains("queue", StringComparison.OrdinalIgnoreCase))
        {
            // An earlier try queued it and did not live to tell.
        }
    }

    private static Task MutateAsync(GitHubRepository github, string mutation, Dictionary<string, object> variables, CancellationToken cancellationToken)
        => github.CallAsync(
            async client =>
            {
                // Enterprise Server serves GraphQL beside the REST base, not below it.
                var rest = client.Connection.BaseAddress;
                var address = rest.AbsolutePath.EndsWith("/v3/", StringComparison.Ordinal) ? new Uri(rest, "../graphql") : new Uri(rest, "graphql");
                var body = new Dictionary<string, object> { ["query"] = mutation, ["variables"] = variables };
                var response = await client.Connection.Post<GraphQlAnswer>(address, body, "application/json", "application/json", cancellationToken: cancellationToken);
                return response.Body.Errors is { Count: > 0 } errors
                    ? throw new ForgeException(ForgeFault.Invalid, $"GitHub refused: {errors[0].Message}")
                    : true;
            },
            cancellationToken);

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

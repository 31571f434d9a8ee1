using BackgroundAgent.Contracts.Activities;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>The pull request of a branch: looked up by its head before anything is made, changed only where it differs.</summary>
internal sealed class GitHubPullRequests(GitHubMerges merges)
{
    public async Task<PullRequestResult> EnsureAsync(GitHubRepository github, PullRequestContent content, CancellationToken cancellationToken)
    {
        var found = await FindAsync(github, content, cancellationToken);
        var current = found ?? await CreateAsync(github, content, cancellationToken);
        if (current.Merged)
        {
            await GitHubStatusComment.EnsureAsync(github, current, content, cancellationToken);
            return new PullRequestResult(current.Number, current.HtmlUrl);
        }

        if (content.Stage == PullRequestStage.Ready)
        {
            await merges.RequireMergeableAsync(github, current.Number, content, cancellationToken);
        }

        await UpdateAsync(github, current, content, cancellationToken);
        await GitHubPeople.InviteAsync(github, current, content, cancellationToken);
        if (content.Stage == PullRequestStage.Ready)
        {
            if (current.Draft)
            {
                await GitHubMerges.MarkReadyAsync(github, current.NodeId, cancellationToken);
            }

            await GitHubMerges.AutoMergeAsync(github, current, content, cancellationToken);
        }

        await GitHubStatusComment.EnsureAsync(github, current, content, cancellationToken);
        if (content.Stage == PullRequestStage.Closed)
        {
            await GitHubBranches.DeleteAsync(github, content.Branch, content.HeadCommit, cancellationToken);
        }

        return new PullRequestResult(current.Number, current.HtmlUrl);
    }

    /// <summary>An open one first, or one that merged this very commit; a closed one only to keep it closed, since a task that starts again opens its own.</summary>
    private static async Task<PullRequest?> FindAsync(GitHubRepository github, PullRequestContent content, CancellationToken cancellationToken)
    {
        var ofBranch = new Octokit.PullRequestRequest { Head = $"{github.Owner}:{content.Branch}", State = ItemStateFilter.All };
        var all = await github.CallAsync(client => client.PullRequest.GetAllForRepository(github.Owner, github.Name, ofBranch), cancellationToken);
        var newestFirst = all.OrderByDescending(candidate => candidate.Number).ToList();
        return newestFirst.FirstOrDefault(candidate => candidate.State.Value == ItemState.Open)
            ?? newestFirst.FirstOrDefault(candidate => candidate.Merged && candidate.Head.Sha == content.HeadCommit)
            ?? (content.Stage == PullRequestStage.Closed ? newestFirst.FirstOrDefault() : null);
    }

    private static async Task<PullRequest> CreateAsync(GitHubRepository github, PullRequestContent content, CancellationToken cancellationToken)
    {
        var create = new NewPullRequest(content.Title, content.Branch, content.BaseBranch) { Body = content.Body, Draft = true };
        try
        {
            return await github.CallAsync(client => client.PullRequest.Create(github.Owner, github.Name, create), cancellationToken);
        }
        catch (ForgeException fault) when (fault.Fault == ForgeFault.Invalid)
        {
            // An earlier try may have made it and not lived to tell.
            if (await FindAsync(github, content, cancellationToken) is { } made)
            {
                return made;
            }

            throw;
        }
    }

    private static async Task UpdateAsync(GitHubRepository github, PullRequest current, PullRequestContent content, CancellationToken cancellationToken)
    {
        var state = content.Stage == PullRequestStage.Closed ? ItemState.Closed : ItemState.Open;
        if (current.Title != content.Title || (current.Body ?? "") != content.Body || current.State.Value != state)
        {
            var update = new PullRequestUpdate { Title = content.Title, Body = content.Body, State = state };
            await github.CallAsync(client => client.PullRequest.Update(github.Owner, github.Name, current.Number, update), cancellationToken);
        }
    }
}

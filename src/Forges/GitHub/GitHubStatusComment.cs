using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>The one comment that says how the task stands; found by a mark in it and edited in place.</summary>
internal static class GitHubStatusComment
{
    public static async Task EnsureAsync(GitHubRepository github, PullRequest pull, PullRequestContent content, CancellationToken cancellationToken)
    {
        if (content.StatusComment is not { Length: > 0 } text)
        {
            return;
        }

        var mark = $"<!-- bgagent:status:{content.TaskId} -->";
        var body = $"{mark}\n{text}";
        var comments = await GitHubComment.AllAsync(github, pull.Number, cancellationToken);

        // Somebody may quote the mark; only what the author of the pull request wrote is ours.
        var ours = comments.FirstOrDefault(comment
            => comment.By == pull.User?.Login && comment.Body.StartsWith(mark, StringComparison.Ordinal));
        if (ours is null)
        {
            await github.CallAsync(client => client.Issue.Comment.Create(github.Owner, github.Name, pull.Number, body), cancellationToken);
        }
        else if (ours.Body != body)
        {
            await github.CallAsync(client => client.Issue.Comment.Update(github.Owner, github.Name, ours.Id, body), cancellationToken);
        }
    }
}

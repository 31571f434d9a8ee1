using System.Globalization;
using BackgroundAgent.Contracts.Activities;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Labels, assignees and reviewers of a pull request by policy. Only what is missing is added; nobody's own choice is undone.</summary>
internal static class GitHubPeople
{
    public static async Task InviteAsync(GitHubRepository github, PullRequest current, PullRequestContent content, CancellationToken cancellationToken)
    {
        if (content.Stage == PullRequestStage.Closed)
        {
            return;
        }

        var labels = content.Labels.Except(current.Labels.Select(label => label.Name), StringComparer.OrdinalIgnoreCase).ToArray();
        if (labels.Length > 0)
        {
            // Octokit sends the bare list, which GitHub takes but does not describe.
            await github.SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"issues/{current.Number}/labels"), new { labels }, cancellationToken);
        }

        var assignees = Missing(content.Assignees, current.Assignees);
        if (assignees.Count > 0)
        {
            var update = new AssigneesUpdate(assignees);
            await github.CallAsync(client => client.Issue.Assignee.AddAssignees(github.Owner, github.Name, current.Number, update), cancellationToken);
        }

        // Nobody is asked to look at something that is not green.
        var reviewers = content.Stage == PullRequestStage.Ready ? Missing(content.Reviewers, current.RequestedReviewers) : [];
        if (reviewers.Count > 0)
        {
            await ReviewAsync(github, current.Number, reviewers, cancellationToken);
        }
    }

    /// <summary>Who has reviewed already is not asked again; a name with a slash is a team.</summary>
    private static async Task ReviewAsync(GitHubRepository github, int number, List<string> wanted, CancellationToken cancellationToken)
    {
        var reviews = await github.CallAsync(client => client.PullRequest.Review.GetAll(github.Owner, github.Name, number), cancellationToken);
        var left = wanted.Except(reviews.Select(review => review.User.Login), StringComparer.OrdinalIgnoreCase).ToList();
        var teams = left.Where(name => name.Contains('/', StringComparison.Ordinal)).Select(name => name.Split('/').Last()).ToList();
        var people = left.Where(name => !name.Contains('/', StringComparison.Ordinal)).ToList();
        if (left.Count > 0)
        {
            await github.CallAsync(
                client => client.PullRequest.ReviewRequest.Create(github.Owner, github.Name, number, new PullRequestReviewRequest(people, teams)), cancellationToken);
        }
    }

    private static List<string> Missing(IReadOnlyList<string> wanted, IReadOnlyList<User>? there)
        => [.. wanted.Except(there?.Select(user => user.Login) ?? [], StringComparer.OrdinalIgnoreCase)];
}

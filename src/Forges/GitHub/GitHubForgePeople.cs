using System.Globalization;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <inheritdoc cref="IForgePeople"/>
internal sealed class GitHubForgePeople(GitHubConnection github) : IForgePeople
{
    private static readonly string[] Writers = ["admin", "maintain", "write"];

    public string Name => GitHubForge.ForgeName;

    public async Task<bool> MayWriteAsync(RepositoryRef repository, ForgePerson person, CancellationToken cancellationToken)
    {
        var json = await github.Of(repository).JsonAsync($"collaborators/{Uri.EscapeDataString(person.Login)}/permission", cancellationToken);
        if (json is not { } answer || !answer.TryGetProperty("user", out var user) || user.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            return false;
        }

        // The login may belong to somebody else by now.
        var role = answer.GetProperty("permission").GetString();
        return user.GetProperty("id").GetInt64() == person.Id && user.GetProperty("type").GetString() == "User" && Writers.Contains(role, StringComparer.Ordinal);
    }

    public async Task<ForgeThread?> FindThreadAsync(RepositoryRef repository, int number, CancellationToken cancellationToken)
    {
        var connection = github.Of(repository);
        var issue = await connection.FindAsync(client => client.Issue.Get(connection.Owner, connection.Name, number), cancellationToken);
        if (issue?.PullRequest is null)
        {
            return issue is null ? null : new ForgeThread(issue.Title, issue.Body ?? "", null, null);
        }

        var pull = await connection.CallAsync(client => client.PullRequest.Get(connection.Owner, connection.Name, number), cancellationToken);
        var isOwn = pull.Head.Repository?.FullName == pull.Base.Repository?.FullName;
        return new ForgeThread(pull.Title, pull.Body ?? "", isOwn ? pull.Head.Ref : null, pull.Head.Sha);
    }

    public async Task<DateTimeOffset?> CommittedAtAsync(RepositoryRef repository, string commit, CancellationToken cancellationToken)
        => (await github.Of(repository).JsonAsync($"git/commits/{commit}", cancellationToken))?.GetProperty("committer").GetProperty("date").GetDateTimeOffset();

    public async Task ReplyAsync(RepositoryRef repository, int number, string key, string text, CancellationToken cancellationToken)
    {
        var connection = github.Of(repository);
        var mark = $"<!-- bgagent:reply:{key} -->";
        var comments = await GitHubComment.AllAsync(connection, number, cancellationToken);
        if (!comments.Any(comment => comment.Body.StartsWith(mark, StringComparison.Ordinal)))
        {
            await connection.CallAsync(client => client.Issue.Comment.Create(connection.Owner, connection.Name, number, $"{mark}\n{text}"), cancellationToken);
        }
    }

    public async Task ReactAsync(RepositoryRef repository, string comment, bool taken, CancellationToken cancellationToken)
    {
        var connection = github.Of(repository);
        var reaction = new NewReaction(taken ? ReactionType.Plus1 : ReactionType.Confused);
        var id = long.Parse(comment, CultureInfo.InvariantCulture);

        // GitHub itself keeps one reaction of a kind by an account.
        await connection.FindAsync(client => client.Reaction.IssueComment.Create(connection.Owner, connection.Name, id, reaction), cancellationToken);
    }
}

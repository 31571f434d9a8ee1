using System.Text.Json;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Forges.GitHub.Identity;
using Microsoft.Extensions.Options;
using Octokit;

namespace BackgroundAgent.Forges.GitHub.Maintenance;

/// <inheritdoc cref="IForgeJanitor"/>
internal sealed class GitHubJanitor(
    GitHubConnection github, GitHubSelf self, InstalledRepositories installed, GitHubForgePeople people, IOptions<GitHubOptions> options,
    IOptions<ForgesOptions> forges) : IForgeJanitor
{
    /// <summary>Commits, and movements of a branch, that one answer holds. More than that is not judged.</summary>
    private const int PageSize = 100;

    public string Name => GitHubForge.ForgeName;

    public Task<JanitorRepositories> RepositoriesAsync(CancellationToken cancellationToken)
        => options.Value.IsApp ? installed.ReadAsync(cancellationToken) : Task.FromResult(new JanitorRepositories([]));

    public async Task<IReadOnlyList<TaskBranch>> BranchesAsync(RepositoryRef repository, CancellationToken cancellationToken)
    {
        var connection = github.Of(repository);
        var references = await connection.JsonAsync("git/matching-refs/heads/" + Naming.BranchPrefix, cancellationToken)
            ?? throw new ForgeException(ForgeFault.NotFound, $"{connection.Slug} is not shown to this identity.");
        return
        [
            .. references.EnumerateArray()
                .Select(one => (Name: one.GetProperty("ref").GetString()!["refs/heads/".Length..], Head: one.GetProperty("object").GetProperty("sha").GetString()!))
                .Where(one => Naming.TaskOfBranch(one.Name) is not null)
                .Select(one => new TaskBranch(one.Name, one.Head, Naming.TaskOfBranch(one.Name)!)),
        ];
    }

    public async Task<BranchFacts> ExamineAsync(RepositoryRef repository, TaskBranch branch, CancellationToken cancellationToken)
    {
        var connection = github.Of(repository);
        var login = await self.LoginAsync(cancellationToken);
        var ofBranch = new Octokit.PullRequestRequest { Head = $"{connection.Owner}:{branch.Name}", State = ItemStateFilter.All };
        var pulls = await connection.CallAsync(client => client.PullRequest.GetAllForRepository(connection.Owner, connection.Name, ofBranch), cancellationToken);
        var pull = pulls.OrderByDescending(one => one.State.Value == ItemState.Open).ThenByDescending(one => one.Number).FirstOrDefault();
        var moves = await MovesAsync(connection, branch, cancellationToken);
        var commits = await CommitsAsync(connection, repository, branch, cancellationToken);
        var pushedAt = moves.Select(move => move.At).Concat(commits.Dates).DefaultIfEmpty(DateTimeOffset.MaxValue).Max();
        var creator = moves.FirstOrDefault(move => move.IsCreation)?.By;
        return new BranchFacts
        {
            PullRequest = pull?.Number,
            IsOpen = pull?.State.Value == ItemState.Open,
            IsDraft = pull?.Draft ?? false,
            Labels = [.. pull?.Labels.Select(label => label.Name) ?? []],
            IsOurs = pull is not null && pull.User?.Login != login ? false : creator is not null ? creator == login : pull is not null ? true : null,
            HasOthersWork = !commits.AreOfTask || moves.Any(move => move.By != login),
            PushedAt = pushedAt,
            TouchedAt = pull?.UpdatedAt > pushedAt ? pull.UpdatedAt : pushedAt,
        };
    }

    public async Task RemoveAsync(RepositoryRef repository, TaskBranch branch, BranchFacts facts, string why, CancellationToken cancellationToken)
    {
        var connection = github.Of(repository);
        if (facts is { PullRequest: { } number, IsOpen: true })
        {
            await people.ReplyAsync(repository, number, $"janitor-{branch.Head}", why, cancellationToken);
            var close = new PullRequestUpdate { State = ItemState.Closed };
            await connection.CallAsync(client => client.PullRequest.Update(connection.Owner, connection.Name, number, close), cancellationToken);
        }

        await GitHubBranches.DeleteAsync(connection, branch.Name, branch.Head, cancellationToken);
    }

    /// <summary>Who moved the branch when; empty where this server does not say.</summary>
    private static async Task<IReadOnlyList<Move>> MovesAsync(GitHubRepository connection, TaskBranch branch, CancellationToken cancellationToken)
    {
        var json = await connection.JsonAsync($"activity?ref={Uri.EscapeDataString("refs/heads/" + branch.Name)}&per_page={PageSize}", cancellationToken);
        return json is not { ValueKind: JsonValueKind.Array } list ? [] :
        [
            .. list.EnumerateArray().Select(one => new Move(
                one.GetProperty("actor") is { ValueKind: JsonValueKind.Object } actor ? actor.GetProperty("login").GetString() : null,
                one.GetProperty("timestamp").GetDateTimeOffset(),
                one.GetProperty("activity_type").GetString() == "branch_creation")),
        ];
    }

    /// <summary>What the branch has beyond its base: whether all of it is signed as this service's, for this task.</summary>
    private async Task<(bool AreOfTask, IReadOnlyList<DateTimeOffset> Dates)> CommitsAsync(
        GitHubRepository connection, RepositoryRef repository, TaskBranch branch, CancellationToken cancellationToken)
    {
        var target = repository.BaseBranch ?? (await connection.JsonAsync("", cancellationToken))?.GetProperty("default_branch").GetString();
        var name = Uri.EscapeDataString(target ?? "HEAD").Replace("%2F", "/", StringComparison.Ordinal);
        var json = await connection.JsonAsync($"compare/{name}...{branch.Head}?per_page={PageSize}", cancellationToken);
        if (json is not { } comparison)
        {
            return (false, []);
        }

        var commits = comparison.GetProperty("commits").EnumerateArray().Select(one => one.GetProperty("commit")).ToList();
        var areOurs = comparison.GetProperty("total_commits").GetInt32() == commits.Count && commits.All(commit
            => commit.GetProperty("committer").GetProperty("email").GetString() == forges.Value.CommitterEmail
                && CommitTrailers.IsOf(commit.GetProperty("message").GetString() ?? "", branch.TaskId));
        return (areOurs, [.. commits.Select(commit => commit.GetProperty("committer").GetProperty("date").GetDateTimeOffset())]);
    }

    private sealed record Move(string? By, DateTimeOffset At, bool IsCreation);
}

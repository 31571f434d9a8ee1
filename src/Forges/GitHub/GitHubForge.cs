using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.GitHub.Downloads;
using Microsoft.Extensions.Options;
using CheckStatus = BackgroundAgent.Contracts.Ci.CheckStatus;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>GitHub and GitHub Enterprise Server. A push triggers CI by itself, so there is nothing to tell it.</summary>
internal sealed class GitHubForge(
    GitHubConnection github, GitHubEvidence evidence, GitHubPullRequests pullRequests, IOptions<GitHubOptions> options, TimeProvider time) : IForge
{
    public const string ForgeName = "github";

    public string Name => ForgeName;

    public string? BranchUrl(RepositoryRef repository, string branch)
    {
        var url = Git.RepositoryUrl.Parse(repository.Url).Text;
        return $"{(url.EndsWith(".git", StringComparison.Ordinal) ? url[..^4] : url)}/tree/{branch}";
    }

    /// <summary>CI hears of the push by itself. What still runs for the commit before it is of no use to anybody.</summary>
    public Task PushedAsync(PushRequest push, CancellationToken cancellationToken) => push.ExpectedRemoteHead is { } earlier && earlier != push.Commit
        ? GitHubRuns.CancelSupersededAsync(github.Of(push.Repository), push.Branch, earlier, cancellationToken)
        : Task.CompletedTask;

    public async Task<CiObservation> ReadCiAsync(CiQuery query, CancellationToken cancellationToken)
    {
        var repository = github.Of(query.Repository);
        var head = await GitHubBranches.HeadAsync(repository, query.Branch, cancellationToken);
        var required = await GitHubExpectations.RequiredAsync(repository, query.Repository.BaseBranch, cancellationToken);
        var expected = query.RequiredChecks.Concat(required).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var onBase = expected.Count > 0 || query.BaseCommit is null ? [] : await GitHubCheckReader.NamesAsync(repository, query.BaseCommit, cancellationToken);
        var checks = await GitHubCheckReader.ReadAsync(repository, query.Commit, cancellationToken);
        return new CiObservation
        {
            Commit = query.Commit,
            BranchHead = head,
            Checks = checks,
            Conflicts = checks.Count == 0 && await GitHubBranches.ConflictsAsync(repository, query.Branch, cancellationToken),
            ExpectedChecks = expected,
            SeenOnBase = onBase,
            QuietPeriod = expected.Count > 0 ? null : options.Value.QuietPeriod,
            ObservedAt = time.GetUtcNow(),
        };
    }

    public async Task<IReadOnlyList<CheckResult>> ReadBaseChecksAsync(BaseChecksQuery query, CancellationToken cancellationToken)
    {
        var checks = await GitHubCheckReader.ReadAsync(github.Of(query.Repository), query.BaseCommit, cancellationToken);
        return [.. checks.Where(check => check.Status == CheckStatus.Completed && query.Checks.Contains(check.Name, StringComparer.Ordinal))];
    }

    public Task<Stream?> OpenLogAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
        => evidence.OpenLogAsync(github.Of(repository), check, cancellationToken);

    public IAsyncEnumerable<CiReport> ReadReportsAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
        => evidence.Reports.ReadAsync(github.Of(repository), check, cancellationToken);

    public Task RerunAsync(RerunRequest request, CancellationToken cancellationToken)
        => GitHubRuns.RerunAsync(github.Of(request.Repository), request, cancellationToken);

    public Task CancelCiAsync(CiQuery query, CancellationToken cancellationToken)
        => GitHubRuns.CancelAsync(github.Of(query.Repository), query.Commit, cancellationToken);

    public Task<PullRequestResult> EnsurePullRequestAsync(PullRequestContent content, CancellationToken cancellationToken)
        => pullRequests.EnsureAsync(github.Of(content.Repository), content, cancellationToken);
}

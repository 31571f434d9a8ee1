using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using Microsoft.Extensions.Options;
using CheckStatus = BackgroundAgent.Contracts.Ci.CheckStatus;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>GitHub and GitHub Enterprise Server. A push triggers CI by itself, so there is nothing to tell it.</summary>
internal sealed class GitHubForge(
    GitHubConnection github, GitHubLogs logs, GitHubPullRequests pullRequests, IOptions<GitHubOptions> options, TimeProvider time) : IForge
{
    public const string ForgeName = "github";

    public string Name => ForgeName;

    public string? BranchUrl(RepositoryRef repository, string branch)
    {
        var url = Git.RepositoryUrl.Parse(repository.Url).Text;
        return $"{(url.EndsWith(".git", StringComparison.Ordinal) ? url[..^4] : url)}/tree/{branch}";
    }

    public Task PushedAsync(PushRequest push, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<CiObservation> ReadCiAsync(CiQuery query, CancellationToken cancellationToken)
    {
        var repository = github.Of(query.Repository);
        var reference = await repository.FindAsync(
            client => client.Git.Reference.Get(repository.Owner, repository.Name, "heads/" + query.Branch), cancellationToken);
        var required = await GitHubExpectations.RequiredAsync(repository, query.Repository.BaseBranch, cancellationToken);
        var expected = query.RequiredChecks.Concat(required).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var onBase = expected.Count > 0 || query.BaseCommit is null ? [] : await GitHubCheckReader.NamesAsync(repository, query.BaseCommit, cancellationToken);
        return new CiObservation
        {
            Commit = query.Commit,
            BranchHead = reference?.Object.Sha,
            Checks = await GitHubCheckReader.ReadAsync(repository, query.Commit, cancellationToken),
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

    public async Task<Stream?> OpenLogAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
    {
        if (GitHubChecks.CheckRunId(check) is not { } id)
        {
            return null;
        }

        // A check run of GitHub Actions has the id of its job; other apps have no job, and no log here.
        var connection = github.Of(repository);
        return await logs.OpenAsync(connection, id, cancellationToken) ?? await AnnotationsAsync(connection, id, cancellationToken);
    }

    public Task RerunAsync(RerunRequest request, CancellationToken cancellationToken)
        => GitHubRuns.RerunAsync(github.Of(request.Repository), request, cancellationToken);

    public Task CancelCiAsync(CiQuery query, CancellationToken cancellationToken)
        => GitHubRuns.CancelAsync(github.Of(query.Repository), query.Commit, cancellationToken);

    public Task<PullRequestResult> EnsurePullRequestAsync(PullRequestContent content, CancellationToken cancellationToken)
        => pullRequests.EnsureAsync(github.Of(content.Repository), content, cancellationToken);

    /// <summary>Annotations as compiler-like lines, for a check without a log; null when it has none either.</summary>
    private static async Task<Stream?> AnnotationsAsync(GitHubRepository repository, long id, CancellationToken cancellationToken)
    {
        var annotations = await repository.FindAsync(client => client.Check.Run.GetAllAnnotations(repository.Owner, repository.Name, id), cancellationToken);
        if (annotations is not { Count: > 0 })
        {
            return null;
        }

        // What GitHub itself notes about a job, such as a lost runner, has this path. It is no place in the code, and the summary has it already.
        var ofCode = annotations.Where(note => note.Path != ".github").ToList();
        if (ofCode.Count == 0)
        {
            return null;
        }

        var lines = ofCode.Select(note => string.Create(
            CultureInfo.InvariantCulture,
            $"{note.Path}:{note.StartLine}: {(note.AnnotationLevel?.StringValue == "failure" ? "error" : "warning")}: {note.Message}\n"));
        return new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }
}

using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using Octokit;
using CheckStatus = BackgroundAgent.Contracts.Ci.CheckStatus;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>GitHub and GitHub Enterprise Server. A push triggers CI by itself, so there is nothing to tell it.</summary>
internal sealed class GitHubForge(GitHubConnection github, GitHubLogs logs, GitHubPullRequests pullRequests, TimeProvider time) : IForge
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
        var (owner, name) = GitHubConnection.Slug(query.Repository);
        var reference = await github.FindAsync(client => client.Git.Reference.Get(owner, name, "heads/" + query.Branch), cancellationToken);
        return new CiObservation
        {
            Commit = query.Commit,
            BranchHead = reference?.Object.Sha,
            Checks = await ReadChecksAsync(query.Repository, query.Commit, cancellationToken),
            ExpectedChecks = [.. query.RequiredChecks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            ObservedAt = time.GetUtcNow(),
        };
    }

    public async Task<IReadOnlyList<CheckResult>> ReadBaseChecksAsync(BaseChecksQuery query, CancellationToken cancellationToken)
    {
        var checks = await ReadChecksAsync(query.Repository, query.BaseCommit, cancellationToken);
        return [.. checks.Where(check => check.Status == CheckStatus.Completed && query.Checks.Contains(check.Name, StringComparer.Ordinal))];
    }

    public async Task<Stream?> OpenLogAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
    {
        var (owner, name) = GitHubConnection.Slug(repository);
        if (GitHubChecks.CheckRunId(check) is not { } id)
        {
            return null;
        }

        // A check run of GitHub Actions has the id of its job; other apps have no job, and no log here.
        return await logs.OpenAsync(owner, name, id, cancellationToken) ?? await AnnotationsAsync(owner, name, id, cancellationToken);
    }

    /// <summary>Reruns the failed jobs of each workflow run once, since a run that is already running again refuses a second request.</summary>
    public async Task RerunAsync(RerunRequest request, CancellationToken cancellationToken)
    {
        var (owner, name) = GitHubConnection.Slug(request.Repository);
        var now = await ReadChecksAsync(request.Repository, request.Commit, cancellationToken);
        var runs = new HashSet<long>();
        foreach (var check in request.Checks)
        {
            var current = now.FirstOrDefault(candidate => candidate.Name == check.Name);
            if (current?.RunAttempt == check.RunAttempt && GitHubChecks.CheckRunId(check) is { } id
                && await github.FindAsync(client => client.Actions.Workflows.Jobs.Get(owner, name, id), cancellationToken) is { } job)
            {
                runs.Add(job.RunId);
            }
        }

        foreach (var run in runs)
        {
            await github.CallAsync(
                async client =>
                {
                    await client.Actions.Workflows.Runs.RerunFailedJobs(owner, name, run);
                    return true;
                },
                cancellationToken);
        }
    }

    public async Task CancelCiAsync(CiQuery query, CancellationToken cancellationToken)
    {
        var (owner, name) = GitHubConnection.Slug(query.Repository);
        foreach (var run in (await WorkflowRunsAsync(owner, name, query.Commit, cancellationToken)).Where(run => run.Status.StringValue != "completed"))
        {
            try
            {
                await github.CallAsync(
                    async client =>
                    {
                        await client.Actions.Workflows.Runs.Cancel(owner, name, run.Id);
                        return true;
                    },
                    cancellationToken);
            }
            catch (ForgeException fault) when (fault.InnerException is ApiException { StatusCode: System.Net.HttpStatusCode.Conflict })
            {
                // It ended meanwhile.
            }
        }
    }

    public Task<PullRequestResult> EnsurePullRequestAsync(PullRequestContent content, CancellationToken cancellationToken)
        => pullRequests.EnsureAsync(content, cancellationToken);

    private async Task<IReadOnlyList<CheckResult>> ReadChecksAsync(RepositoryRef repository, string commit, CancellationToken cancellationToken)
    {
        var (owner, name) = GitHubConnection.Slug(repository);
        var all = new CheckRunRequest { Filter = CheckRunCompletedAtFilter.All };
        var checkRuns = await github.CallAsync(client => client.Check.Run.GetAllForReference(owner, name, commit, all), cancellationToken);
        var statuses = await github.CallAsync(client => client.Repository.Status.GetCombined(owner, name, commit), cancellationToken);
        var workflowRuns = await WorkflowRunsAsync(owner, name, commit, cancellationToken);
        return GitHubChecks.Merge(checkRuns.CheckRuns, statuses.Statuses, workflowRuns);
    }

    private async Task<IReadOnlyList<WorkflowRun>> WorkflowRunsAsync(string owner, string name, string commit, CancellationToken cancellationToken)
    {
        var ofCommit = new WorkflowRunsRequest { HeadSha = commit };
        return (await github.CallAsync(client => client.Actions.Workflows.Runs.List(owner, name, ofCommit), cancellationToken)).WorkflowRuns;
    }

    /// <summary>Annotations as compiler-like lines, for a check without a log; null when it has none either.</summary>
    private async Task<Stream?> AnnotationsAsync(string owner, string name, long id, CancellationToken cancellationToken)
    {
        var annotations = await github.FindAsync(client => client.Check.Run.GetAllAnnotations(owner, name, id), cancellationToken);
        if (annotations is not { Count: > 0 })
        {
            return null;
        }

        var lines = annotations.Select(note => string.Create(
            CultureInfo.InvariantCulture,
            $"{note.Path}:{note.StartLine}: {(note.AnnotationLevel?.StringValue == "failure" ? "error" : "warning")}: {note.Message}\n"));
        return new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }
}

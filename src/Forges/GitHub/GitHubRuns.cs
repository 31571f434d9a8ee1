using System.Net;
using BackgroundAgent.Contracts.Ci;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Workflow runs of Actions: reruns and cancellation.</summary>
internal static class GitHubRuns
{
    /// <summary>GitHub reruns a run so often and no more ("Re-running workflows and jobs").</summary>
    private const int MostAttempts = 50;

    public static async Task<IReadOnlyList<WorkflowRun>> OfCommitAsync(GitHubRepository repository, string commit, CancellationToken cancellationToken)
    {
        var ofCommit = new WorkflowRunsRequest { HeadSha = commit };
        var answer = await repository.CallAsync(client => client.Actions.Workflows.Runs.List(repository.Owner, repository.Name, ofCommit), cancellationToken);
        return answer.WorkflowRuns;
    }

    /// <summary>Reruns the failed jobs of each workflow run once: one that has a newer attempt, or runs again already, is left alone.</summary>
    public static async Task RerunAsync(GitHubRepository repository, RerunRequest request, CancellationToken cancellationToken)
    {
        var now = await GitHubCheckReader.ReadAsync(repository, request.Commit, cancellationToken);
        var runs = new HashSet<long>();
        foreach (var check in request.Checks)
        {
            var current = now.FirstOrDefault(candidate => candidate.Name == check.Name);
            if (current?.RunAttempt == check.RunAttempt && GitHubChecks.CheckRunId(check) is { } id
                && await repository.FindAsync(client => client.Actions.Workflows.Jobs.Get(repository.Owner, repository.Name, id), cancellationToken) is { } job)
            {
                runs.Add(job.RunId);
            }
        }

        foreach (var id in runs)
        {
            var run = await repository.CallAsync(client => client.Actions.Workflows.Runs.Get(repository.Owner, repository.Name, id), cancellationToken);
            if (run.RunAttempt >= MostAttempts)
            {
                throw new ForgeException(ForgeFault.Exhausted, $"Workflow run {id} has had {run.RunAttempt} attempts; GitHub allows no more.");
            }

            if (run.Status.StringValue == "completed")
            {
                await repository.CallAsync(client => client.Actions.Workflows.Runs.RerunFailedJobs(repository.Owner, repository.Name, id), cancellationToken);
            }
        }
    }

    public static async Task CancelAsync(GitHubRepository repository, string commit, CancellationToken cancellationToken)
    {
        foreach (var run in await OpenAsync(repository, commit, cancellationToken))
        {
            await CancelAsync(repository, run, cancellationToken);
        }
    }

    /// <summary>Cancels runs of a branch for a commit that is no longer its head. Being refused changes nothing: they only take time.</summary>
    public static async Task CancelSupersededAsync(GitHubRepository repository, string branch, string commit, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var run in (await OpenAsync(repository, commit, cancellationToken)).Where(run => run.HeadBranch == branch))
            {
                await CancelAsync(repository, run, cancellationToken);
            }
        }
        catch (ForgeException fault) when (fault.Fault is ForgeFault.Unauthorized or ForgeFault.Invalid or ForgeFault.NotFound)
        {
            // An identity that may not cancel.
        }
    }

    private static async Task<IEnumerable<WorkflowRun>> OpenAsync(GitHubRepository repository, string commit, CancellationToken cancellationToken)
        => (await OfCommitAsync(repository, commit, cancellationToken)).Where(run => run.Status.StringValue != "completed");

    private static async Task CancelAsync(GitHubRepository repository, WorkflowRun run, CancellationToken cancellationToken)
    {
        try
        {
            await repository.CallAsync(client => client.Actions.Workflows.Runs.Cancel(repository.Owner, repository.Name, run.Id), cancellationToken);
        }
        catch (ForgeException fault) when (fault.InnerException is ApiException { StatusCode: HttpStatusCode.Conflict })
        {
            // It ended meanwhile.
        }
    }
}

using BackgroundAgent.Contracts.Ci;
using Octokit;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Reads all that GitHub knows of a commit's checks.</summary>
internal static class GitHubCheckReader
{
    /// <summary>Failed checks whose annotations are asked for; each costs a request.</summary>
    private const int MostAnnotated = 10;

    public static async Task<IReadOnlyList<CheckResult>> ReadAsync(GitHubRepository repository, string commit, CancellationToken cancellationToken)
    {
        var checkRuns = await CheckRunsAsync(repository, commit, cancellationToken);
        var statuses = await repository.CallAsync(client => client.Repository.Status.GetCombined(repository.Owner, repository.Name, commit), cancellationToken);
        var workflowRuns = await GitHubRuns.OfCommitAsync(repository, commit, cancellationToken);
        var merged = GitHubChecks.Merge(checkRuns, statuses.Statuses, workflowRuns);
        return await AnnotateAsync(repository, checkRuns, merged, cancellationToken);
    }

    /// <summary>Names of the checks of a commit that completed, sorted.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(GitHubRepository repository, string commit, CancellationToken cancellationToken)
    {
        var checkRuns = await CheckRunsAsync(repository, commit, cancellationToken);
        return [.. checkRuns.Where(run => run.Status.StringValue == "completed").Select(run => run.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<CheckRun>> CheckRunsAsync(GitHubRepository repository, string commit, CancellationToken cancellationToken)
    {
        var all = new CheckRunRequest { Filter = CheckRunCompletedAtFilter.All };
        var answer = await repository.CallAsync(client => client.Check.Run.GetAllForReference(repository.Owner, repository.Name, commit, all), cancellationToken);
        return answer.CheckRuns;
    }

    /// <summary>
    /// Where GitHub itself stopped a job, for money or for a lost runner, only an annotation says so: its first line becomes the summary.
    /// </summary>
    private static async Task<IReadOnlyList<CheckResult>> AnnotateAsync(
        GitHubRepository repository, IReadOnlyList<CheckRun> checkRuns, IReadOnlyList<CheckResult> merged, CancellationToken cancellationToken)
    {
        var noted = checkRuns.Where(run => run.Output?.AnnotationsCount > 0).Select(run => run.Id).ToHashSet();
        var asked = 0;
        List<CheckResult> results = [];
        foreach (var check in merged)
        {
            var wanted = check is { Status: Contracts.Ci.CheckStatus.Completed, Summary: null }
                && check.Conclusion is not (Contracts.Ci.CheckConclusion.Success or Contracts.Ci.CheckConclusion.Neutral or Contracts.Ci.CheckConclusion.Skipped);
            if (wanted && GitHubChecks.CheckRunId(check) is { } id && noted.Contains(id) && asked++ < MostAnnotated)
            {
                var notes = await repository.FindAsync(client => client.Check.Run.GetAllAnnotations(repository.Owner, repository.Name, id), cancellationToken);
                results.Add(check with { Summary = GitHubChecks.Summary(notes?.FirstOrDefault(note => note.AnnotationLevel?.StringValue == "failure")?.Message) });
            }
            else
            {
                results.Add(check);
            }
        }

        return results;
    }
}

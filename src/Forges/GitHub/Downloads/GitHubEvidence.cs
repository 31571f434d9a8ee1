using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts.Ci;

namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>What a check left behind: its log or, where there is none, its annotations; and reports in artifacts.</summary>
internal sealed class GitHubEvidence(GitHubLogs logs, GitHubReports reports)
{
    public GitHubReports Reports => reports;

    /// <returns>Null: nothing is left.</returns>
    public async Task<Stream?> OpenLogAsync(GitHubRepository repository, CheckResult check, CancellationToken cancellationToken)
    {
        if (GitHubChecks.CheckRunId(check) is not { } id)
        {
            return null;
        }

        // A check run of GitHub Actions has the id of its job; other apps have no job, and no log here.
        return await logs.OpenAsync(repository, id, cancellationToken) ?? await AnnotationsAsync(repository, id, cancellationToken);
    }

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

using System.Globalization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.GitHub.Logs;

/// <summary>A page of GitHub that stands for logs.</summary>
/// <param name="Repository">Where.</param>
/// <param name="Kind">What of.</param>
/// <param name="Id">A number or a commit's id.</param>
/// <param name="Attempt">Of a run; null: the newest.</param>
internal sealed record GitHubAddress(RepositoryRef Repository, GitHubPage Kind, string Id, int? Attempt = null)
{
    /// <summary>
    /// <c>/o/r/actions/runs/1</c>, <c>…/attempts/2</c>, <c>…/job/3</c>; <c>/o/r/runs/3</c>, a check run; <c>/o/r/pull/4</c> and what is below it; <c>/o/r/commit/sha</c> and
    /// what is below it. A query such as <c>?check_run_id=3</c> names the check run.
    /// </summary>
    /// <returns>Null: it is something else.</returns>
    public static GitHubAddress? Parse(Uri address)
    {
        var parts = address.AbsolutePath.Trim('/').Split('/');
        if (parts.Length < 4 || !IsName(parts[0]) || !IsName(parts[1]))
        {
            return null;
        }

        var repository = new RepositoryRef(GitHubForge.ForgeName, $"{address.Scheme}://{address.Authority}/{parts[0]}/{parts[1]}");
        if (CheckRunOf(address.Query) is { } check)
        {
            return new(repository, GitHubPage.CheckRun, check);
        }

        return parts[2..] switch
        {
            ["actions", "runs", var run, "job" or "jobs", var job, ..] when IsNumber(run) && IsNumber(job) => new(repository, GitHubPage.Job, job),
            ["actions", "runs", var run, "attempts", var attempt, "job" or "jobs", var job, ..] when IsNumber(run) && IsNumber(attempt) && IsNumber(job) => new(repository, GitHubPage.Job, job),
            ["actions", "runs", var run, "attempts", var attempt, ..] when IsNumber(run) && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                => new(repository, GitHubPage.Run, run, number),
            ["actions", "runs", var run, ..] when IsNumber(run) => new(repository, GitHubPage.Run, run),
            ["runs", var id, ..] when IsNumber(id) => new(repository, GitHubPage.CheckRun, id),
            ["pull", var pull, ..] when IsNumber(pull) => new(repository, GitHubPage.PullRequest, pull),
            ["commit" or "commits", var commit, ..] when commit.Length is >= 7 and <= 64 && commit.All(char.IsAsciiHexDigit) => new(repository, GitHubPage.Commit, commit),
            _ => null,
        };
    }

    private static string? CheckRunOf(string query)
        => query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair is ["check_run_id", var id] && IsNumber(id))?[1];

    private static bool IsName(string part) => part.Length is > 0 and <= 100 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') && part.Trim('.').Length > 0;

    private static bool IsNumber(string text) => text.Length is > 0 and <= 18 && text.All(char.IsAsciiDigit);
}

/// <summary>What a page is about.</summary>
internal enum GitHubPage
{
    Job,
    Run,
    CheckRun,
    PullRequest,
    Commit,
}

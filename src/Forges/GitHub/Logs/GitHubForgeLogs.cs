using System.Globalization;
using System.Net;
using System.Text.Json;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Forges.GitHub.Downloads;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Logs;

/// <inheritdoc cref="IForgeLogs"/>
internal sealed class GitHubForgeLogs(GitHubConnection github, GitHubLogs logs, GitHubForge forge, IOptions<GitHubOptions> options) : IForgeLogs
{
    /// <summary>Jobs of one run that are asked for; GitHub allows 256 of a matrix.</summary>
    private const int MostJobs = 1000;

    private const int PageSize = 100;

    public string Name => GitHubForge.ForgeName;

    public string Host => options.Value.GitHost;

    public string? NotConfigured => options.Value.IsApp || options.Value.Token is { Length: > 0 } ? null
        : "GitHub is not set up: it needs GitHub:Token, or GitHub:AppId with GitHub:PrivateKeyFile; see docs/github.md.";

    public bool Owns(Uri address) => address.Scheme is "https" or "http" && string.Equals(address.Authority, options.Value.GitHost, StringComparison.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<ForgeLog>> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        var page = GitHubAddress.Parse(address)
            ?? throw new ForgeException(ForgeFault.Invalid, "It is no page of a job, a run, a check, a pull request or a commit.");
        var repository = github.Of(page.Repository);
        return page.Kind switch
        {
            GitHubPage.Job => [OfJob(repository, await JsonAsync(repository, $"actions/jobs/{page.Id}", "no such job", cancellationToken))],
            GitHubPage.Run => await OfRunAsync(repository, page, cancellationToken),
            GitHubPage.CheckRun => [OfCheck(page, new CheckResult { Name = $"check run {page.Id}", RunId = page.Id, Status = CheckStatus.Completed, Url = address.ToString() })],
            GitHubPage.PullRequest => await OfCommitAsync(repository, page, await HeadAsync(repository, page.Id, cancellationToken), cancellationToken),
            _ => await OfCommitAsync(repository, page, page.Id, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<ForgeLog>> OfRunAsync(GitHubRepository repository, GitHubAddress page, CancellationToken cancellationToken)
    {
        var run = page.Attempt is { } attempt ? string.Create(CultureInfo.InvariantCulture, $"actions/runs/{page.Id}/attempts/{attempt}") : $"actions/runs/{page.Id}";
        var jobs = new List<JsonElement>();
        for (var number = 1; jobs.Count < MostJobs; number++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{run}/jobs?per_page={PageSize}&page={number}");
            var some = (await JsonAsync(repository, path, "no such run", cancellationToken)).GetProperty("jobs").EnumerateArray().ToList();
            jobs.AddRange(some);
            if (some.Count < PageSize)
            {
                break;
            }
        }

        var completed = jobs.Where(job => Text(job, "status") == "completed" && Text(job, "conclusion") != "skipped").ToList();
        var failed = completed.Where(job => Text(job, "conclusion") != "success").ToList();
        return AtLeastOne([.. (failed.Count > 0 ? failed : completed).Select(job => OfJob(repository, job))], "No job of this run has ended yet.");
    }

    private async Task<IReadOnlyList<ForgeLog>> OfCommitAsync(GitHubRepository repository, GitHubAddress page, string commit, CancellationToken cancellationToken)
    {
        var checks = await GitHubCheckReader.ReadAsync(repository, commit, cancellationToken);
        var completed = checks.Where(check => check.Status == CheckStatus.Completed && GitHubChecks.CheckRunId(check) is not null && check.Conclusion != CheckConclusion.Skipped).ToList();
        var failed = completed.Where(check => check.Conclusion is not (CheckConclusion.Success or CheckConclusion.Neutral)).ToList();
        return AtLeastOne([.. (failed.Count > 0 ? failed : completed).Select(check => OfCheck(page, check))], "No check with a log has ended for this commit.");
    }

    private static async Task<string> HeadAsync(GitHubRepository repository, string number, CancellationToken cancellationToken)
        => (await JsonAsync(repository, $"pulls/{number}", "no such pull request", cancellationToken)).GetProperty("head").GetProperty("sha").GetString()!;

    private ForgeLog OfJob(GitHubRepository repository, JsonElement job)
    {
        var id = job.GetProperty("id").GetInt64();
        return new(
            Text(job, "name") ?? $"job {id}",
            Text(job, "html_url") ?? $"https://{Host}/{repository.Slug}/runs/{id}",
            async cancellation => await logs.ReadAsync(repository, id, cancellation));
    }

    /// <summary>The log of the job behind a check run, or else its annotations.</summary>
    private ForgeLog OfCheck(GitHubAddress page, CheckResult check) => new(
        check.Name,
        check.Url ?? page.Repository.Url,
        async cancellation => await forge.OpenLogAsync(page.Repository, check, cancellation)
            ?? throw new ForgeException(ForgeFault.NotFound, "GitHub has neither a log nor annotations of this check, or none any more."));

    private static IReadOnlyList<ForgeLog> AtLeastOne(IReadOnlyList<ForgeLog> found, string otherwise)
        => found.Count > 0 ? found : throw new ForgeException(ForgeFault.NotFound, otherwise);

    private static async Task<JsonElement> JsonAsync(GitHubRepository repository, string path, string missing, CancellationToken cancellationToken)
    {
        using var response = await repository.OpenAsync(path, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancellationToken)),
            HttpStatusCode.NotFound => throw new ForgeException(ForgeFault.NotFound, $"GitHub knows {missing} in {repository.Slug}, or does not show it to this identity."),
            HttpStatusCode.Gone => throw new ForgeException(ForgeFault.Expired, "GitHub does not keep it any more."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new ForgeException(ForgeFault.Unauthorized, $"GitHub does not let this identity read {repository.Slug}."),
            var status => throw new ForgeException(ForgeFault.Transient, $"GitHub answered {(int)status}."),
        };
    }

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

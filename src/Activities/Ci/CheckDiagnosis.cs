using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Diagnosis.KnownIssues;
using BackgroundAgent.Diagnosis.Reading;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Ci;

/// <summary>Fetches the log of a check once, keeps it as an artifact and reads it.</summary>
internal sealed class CheckDiagnosis(
    ForgeSet forges, LogDiagnosis diagnosis, CheckReports reports, Artifacts artifacts, FlakyTests flakyTests, IOptions<ActivitiesOptions> options)
{
    /// <summary>The log of a failed check joined with the reports in its artifacts; all of it is kept.</summary>
    /// <param name="seen">Reports that another check was given already; grows.</param>
    public async Task<CheckReading> ReadAsync(
        ClassifyRequest request, CheckResult check, KnownIssueScan? scan, ISet<string> seen, CancellationToken cancellationToken)
    {
        var reading = await ReadLogAsync(request, check, scan, cancellationToken);
        var folder = $"attempt-{request.Attempt}/ci-{FileName(check.Name)}-{check.RunAttempt}";
        var found = await reports.ReadAsync(request.Repository, check, seen, (request.TaskId, folder), cancellationToken);
        return reading with { Report = Noted(request.Repository, request.Commit, check, JoinedReports.Of(check.Name, reading.Report, found)) };
    }

    private async Task<CheckReading> ReadLogAsync(ClassifyRequest request, CheckResult check, KnownIssueScan? scan, CancellationToken cancellationToken)
    {
        var file = Path.Combine(options.Value.DataDirectory, "scratch", $"log-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            if (!await TryDownloadAsync(request.Repository, check, file, cancellationToken))
            {
                return new CheckReading(check, null, null, []);
            }

            var report = await DiagnoseAsync(file, check, cancellationToken);
            var hits = scan is null ? [] : await Task.Run(() => Scan(file, scan, cancellationToken), cancellationToken);
            var name = $"attempt-{request.Attempt}/ci-{FileName(check.Name)}-{check.RunAttempt}.log";
            return new CheckReading(check, report, await artifacts.WriteFileAsync(request.TaskId, name, file, cancellationToken), hits);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What log and reports of a check say, which are not kept; null where CI has none.</summary>
    /// <param name="needsReports">Whether the reports are asked for too, now that the log has been read.</param>
    public async Task<DiagnosisReport?> DiagnoseAsync(
        RepositoryRef repository, string commit, CheckResult check, Predicate<DiagnosisReport?> needsReports, CancellationToken cancellationToken)
    {
        var log = await DiagnoseLogAsync(repository, check, cancellationToken);
        var found = needsReports(log) ? await reports.ReadAsync(repository, check, new HashSet<string>(), null, cancellationToken) : [];
        return Noted(repository, commit, check, JoinedReports.Of(check.Name, log, found));
    }

    private DiagnosisReport? Noted(RepositoryRef repository, string commit, CheckResult check, DiagnosisReport? report)
    {
        if (report is not null)
        {
            flakyTests.Note(repository, commit, check, report);
        }

        return report;
    }

    private async Task<DiagnosisReport?> DiagnoseLogAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
    {
        await using var log = await forges.Of(repository).OpenLogAsync(repository, check, cancellationToken);
        return log is null ? null : await diagnosis.DiagnoseAsync(log, check.Name, cancellationToken);
    }

    private async Task<bool> TryDownloadAsync(RepositoryRef repository, CheckResult check, string file, CancellationToken cancellationToken)
    {
        await using var log = await forges.Of(repository).OpenLogAsync(repository, check, cancellationToken);
        if (log is null)
        {
            return false;
        }

        await using var copy = File.Create(file);
        await log.CopyToAsync(copy, cancellationToken);
        return copy.Length > 0;
    }

    private async Task<DiagnosisReport> DiagnoseAsync(string file, CheckResult check, CancellationToken cancellationToken)
    {
        await using var log = File.OpenRead(file);
        return await diagnosis.DiagnoseAsync(log, check.Name, cancellationToken);
    }

    private static IReadOnlyList<KnownIssueHit> Scan(string file, KnownIssueScan scan, CancellationToken cancellationToken)
    {
        using var log = File.OpenRead(file);
        return scan.Find(log, cancellationToken);
    }

    /// <summary>A check's name as part of a file name; what is not a letter, a digit or a dot becomes a hyphen.</summary>
    public static string FileName(string name)
        => string.Concat(name.Take(60).Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-')).Trim('.');
}

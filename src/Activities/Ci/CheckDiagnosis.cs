using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Ci;

/// <summary>Fetches the log of a check once, keeps it as an artifact and reads it.</summary>
internal sealed class CheckDiagnosis(ForgeSet forges, LogDiagnosis diagnosis, Artifacts artifacts, IOptions<ActivitiesOptions> options)
{
    public async Task<CheckReading> ReadAsync(ClassifyRequest request, CheckResult check, CancellationToken cancellationToken)
    {
        var file = Path.Combine(options.Value.DataDirectory, "scratch", $"log-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            if (!await TryDownloadAsync(request.Repository, check, file, cancellationToken))
            {
                return new CheckReading(check, null, null);
            }

            var report = await DiagnoseAsync(file, check, cancellationToken);
            var name = $"attempt-{request.Attempt}/ci-{FileName(check.Name)}-{check.RunAttempt}.log";
            return new CheckReading(check, report, await artifacts.WriteFileAsync(request.TaskId, name, file, cancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Fingerprints of the errors in a check's log; empty where CI has none.</summary>
    public async Task<IReadOnlySet<string>> FingerprintsAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
    {
        await using var log = await forges.Of(repository).OpenLogAsync(repository, check, cancellationToken);
        if (log is null)
        {
            return new HashSet<string>();
        }

        var report = await diagnosis.DiagnoseAsync(log, check.Name, cancellationToken);
        return new CheckReading(check, report, null).Errors.Select(finding => finding.Fingerprint).ToHashSet(StringComparer.Ordinal);
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

    /// <summary>A check's name as part of a file name; what is not a letter, a digit or a dot becomes a hyphen.</summary>
    private static string FileName(string name)
        => string.Concat(name.Take(60).Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-')).Trim('.');
}

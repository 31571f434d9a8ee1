using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Ci;

/// <summary>Reads the reports that a check left in artifacts, and keeps those that are some.</summary>
internal sealed class CheckReports(ForgeSet forges, LogDiagnosis diagnosis, Artifacts artifacts)
{
    private const string NoReport = "log";

    /// <param name="repository">Where.</param>
    /// <param name="check">Whose.</param>
    /// <param name="seen">Keys of files that another check of the same run was given already; grows.</param>
    /// <param name="keep">Where it is kept, such as <c>task, attempt-1/ci-build-1</c>; null: nowhere.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<DiagnosisReport>> ReadAsync(
        RepositoryRef repository, CheckResult check, ISet<string> seen, (string TaskId, string Folder)? keep, CancellationToken cancellationToken)
    {
        List<DiagnosisReport> reports = [];
        await foreach (var file in forges.Of(repository).ReadReportsAsync(repository, check, cancellationToken))
        {
            using var disposed = file;
            if (seen.Add(file.Key) && await ReadAsync(file, cancellationToken) is { } report)
            {
                reports.Add(report);
                if (keep is var (taskId, folder))
                {
                    file.Content.Position = 0;
                    using var text = new StreamReader(file.Content, leaveOpen: true);
                    var name = $"{folder}/{CheckDiagnosis.FileName(file.Name)}";
                    await artifacts.WriteTextAsync(taskId, name, await text.ReadToEndAsync(cancellationToken), "text/plain", cancellationToken);
                }
            }
        }

        return reports;
    }

    /// <summary>Null: it is no report. Any other JSON or XML would be read as if somebody had printed it.</summary>
    private async Task<DiagnosisReport?> ReadAsync(CiReport file, CancellationToken cancellationToken)
    {
        var report = await diagnosis.DiagnoseAsync(file.Content, file.Name, cancellationToken);
        return report.Kind == NoReport || report.Outcome == Contracts.Findings.LogOutcome.Unknown ? null : report;
    }
}

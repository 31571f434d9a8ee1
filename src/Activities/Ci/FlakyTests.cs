using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Diagnosis.Flakiness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Ci;

/// <summary>
/// What past CI runs say about single tests. Every report that a task reads is noted, once for each run attempt, so that an activity that runs again changes nothing. It is advice: where
/// the file cannot be written or read, tasks go on without it.
/// </summary>
internal sealed partial class FlakyTests(IOptions<ActivitiesOptions> options, TimeProvider time, ILogger<FlakyTests> logger) : IDisposable
{
    private readonly Lock opening = new();
    private FlakinessStatistics? statistics;

    public void Note(RepositoryRef repository, string commit, CheckResult check, DiagnosisReport report)
    {
        var failed = report.Findings.Select(finding => finding.Test).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (failed.Count > 0 || report.PassedTests.Count > 0)
        {
            Try(known => known.Record(new(repository.Url, check.Name, commit, $"{check.RunId}/{check.RunAttempt}", report.PassedTests, failed)));
        }
    }

    public FlakeRate? Of(RepositoryRef repository, string test)
    {
        FlakeRate? rate = null;
        Try(known => rate = known.Of(repository.Url, test));
        return rate;
    }

    public void Dispose() => statistics?.Dispose();

    private void Try(Action<FlakinessStatistics> use)
    {
        try
        {
            lock (opening)
            {
                statistics ??= Open();
            }

            use(statistics);
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            Unusable(options.Value.FlakinessPath, fault.Message);
        }
    }

    private FlakinessStatistics Open()
    {
        var path = options.Value.FlakinessPath;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FlakinessStatistics(path, time);
    }
}

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis.Classification;
using BackgroundAgent.Diagnosis.KnownIssues;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Ci;

/// <summary>
/// Gathers what <see cref="Classifier"/> judges by: the logs of the failed checks, known issues, and, only when the change seems to be to blame, the
/// same checks of the base commit, which may have to run first.
/// </summary>
internal sealed class FailureClassifier(ForgeSet forges, CheckDiagnosis checks, KnownIssueSource knownIssues, FlakyTests flakyTests, Artifacts artifacts)
{
    public async Task<Classification> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        var issues = await knownIssues.ReadAsync(request.KnownIssues, cancellationToken);
        var scan = issues.Count == 0 ? null : new KnownIssueScan(issues);
        List<CheckReading> readings = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var check in request.FailedChecks)
        {
            readings.Add(await checks.ReadAsync(request, check, scan, seen, cancellationToken));
        }

        var input = new ClassifierInput
        {
            Checks = [.. readings.Select(reading => new FailedCheck(reading.Check, reading.Report, reading.KnownIssues))],
            PassedOnRerun = request.PassedOnRerun,
            KnownIssues = issues,
            Flakiness = test => flakyTests.Of(request.Repository, test),
        };
        var verdict = Classifier.Classify(input);
        if (verdict is { Cause: Cause.Code, Reason: null })
        {
            verdict = Classifier.Classify(input with { BaseFindings = await ReadBaseAsync(request, cancellationToken) });
        }

        var all = Classifier.FindingsOf(input);
        return Clean(verdict) with
        {
            // A known issue that asks for no rerun would only fail again.
            Reason = verdict.Reason ?? (IsKnown(verdict) && verdict.RerunChecks.Count == 0 ? Reason.InfrastructurePersists : null),
            AllFindings = await WriteAsync(request, all, cancellationToken),
            Log = readings.Select(reading => reading.Log).FirstOrDefault(log => log is not null),
        };
    }

    private static bool IsKnown(Classification verdict) => verdict.Rule.StartsWith("known-issue", StringComparison.Ordinal);

    private async Task<IReadOnlyList<Finding>> ReadBaseAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        var names = request.FailedChecks.Select(check => check.Name).ToList();
        var query = new BaseChecksQuery(request.Repository, request.Commit, request.BaseCommit, names);
        List<Finding> findings = [];
        foreach (var check in await forges.Of(request.Repository).ReadBaseChecksAsync(query, cancellationToken))
        {
            if (check.Conclusion is CheckConclusion.Failure or CheckConclusion.TimedOut
                && await checks.DiagnoseAsync(request.Repository, request.BaseCommit, check, _ => true, cancellationToken) is { } report)
            {
                findings.AddRange(report.Findings.Where(finding => finding.Severity == FindingSeverity.Error));
            }
        }

        return findings;
    }

    private async Task<ArtifactRef> WriteAsync(ClassifyRequest request, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var attempt = request.FailedChecks.Max(check => check.RunAttempt);
        return await artifacts.WriteJsonAsync(request.TaskId, $"attempt-{request.Attempt}/findings-{attempt}.json", findings, cancellationToken);
    }

    /// <summary>The secrets that this process knows by value; the diagnosis knows only patterns.</summary>
    private Classification Clean(Classification verdict) => verdict with
    {
        Evidence = [.. verdict.Evidence.Select(artifacts.Redact)],
        Digest = artifacts.Redact(verdict.Digest),
        Findings = [.. verdict.Findings.Select(Clean)],
    };

    private Finding Clean(Finding finding) => finding with
    {
        Message = artifacts.Redact(finding.Message),
        Excerpt = finding.Excerpt is null ? null : artifacts.Redact(finding.Excerpt),
    };
}

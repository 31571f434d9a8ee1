using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis.Output;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Ci;

/// <summary>
/// Why CI failed. First match wins: startup failure, billing or quota, no log, same failure on the base commit, then what the logs say.
/// A missing log never means that it would pass next time.
/// </summary>
internal sealed class FailureClassifier(ForgeSet forges, CheckDiagnosis checks, Artifacts artifacts)
{
    /// <summary>Evidence lines that go into history.</summary>
    private const int MaxEvidence = 10;

    /// <summary>Of several failed checks with different causes the first of these is acted on: code is repaired before anything is rerun.</summary>
    private static readonly Cause[] Precedence
        = [Cause.Code, Cause.Configuration, Cause.Infrastructure, Cause.Flaky, Cause.Ambiguous, Cause.Cancelled];

    public async Task<Classification> ClassifyAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        if (CiFaults.Find(request.FailedChecks) is { } fault)
        {
            return fault;
        }

        List<CheckReading> readings = [];
        foreach (var check in request.FailedChecks)
        {
            readings.Add(await checks.ReadAsync(request, check, cancellationToken));
        }

        var findings = readings.SelectMany(reading => reading.Report?.Findings ?? []).OrderBy(finding => finding.Rank).ToList();
        var errors = findings.Where(finding => finding.Severity == FindingSeverity.Error).ToList();
        var decisive = readings.OrderBy(reading => Array.IndexOf(Precedence, CauseOf(reading))).First();
        var cause = CauseOf(decisive);
        var sameOnBase = cause == Cause.Code && await IsBaseRedAsync(request, readings, cancellationToken);
        return new Classification
        {
            Cause = cause,
            Reason = sameOnBase ? Reason.BaseIsRed : null,
            Rule = sameOnBase ? "same-failure-on-base" : decisive.Report?.Verdict.Rule ?? "missing-log",
            Confidence = decisive.Report?.Verdict.Confidence ?? 1,
            Evidence = Evidence(decisive),
            Findings = [.. findings.Take(Limits.FindingsInHistory).Select((finding, index) => Bound(finding) with { Rank = index + 1 })],
            FindingCount = errors.Count,
            Fingerprints = [.. errors.Select(finding => finding.Fingerprint).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Limits.FingerprintsInHistory)],
            Digest = DigestOf(readings),
            AllFindings = await WriteAsync(request, findings, cancellationToken),
            Log = readings.Select(reading => reading.Log).FirstOrDefault(log => log is not null),
            RerunChecks = [.. readings.Where(reading => CauseOf(reading) == cause).Select(reading => reading.Check.Name).Order(StringComparer.Ordinal)],
        };
    }

    private static Cause CauseOf(CheckReading reading) => reading switch
    {
        { Report: { Cause: not Cause.None and not Cause.Ambiguous } report } => report.Cause,
        { Check.Conclusion: CheckConclusion.Cancelled } => Cause.Cancelled,
        _ => Cause.Ambiguous,
    };

    /// <summary>Whether every check that failed here fails on the base commit too, with nothing new in its findings.</summary>
    private async Task<bool> IsBaseRedAsync(ClassifyRequest request, List<CheckReading> readings, CancellationToken cancellationToken)
    {
        var names = request.FailedChecks.Select(check => check.Name).ToList();
        var query = new BaseChecksQuery(request.Repository, request.Commit, request.BaseCommit, names);
        var onBase = await forges.Of(request.Repository).ReadBaseChecksAsync(query, cancellationToken);
        foreach (var reading in readings)
        {
            var red = onBase.FirstOrDefault(check => check.Name == reading.Check.Name && check.Conclusion is CheckConclusion.Failure or CheckConclusion.TimedOut);
            if (red is null || !reading.Errors.Any())
            {
                return false;
            }

            var known = await checks.FingerprintsAsync(request.Repository, red, cancellationToken);
            if (reading.Errors.Any(finding => !known.Contains(finding.Fingerprint)))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<ArtifactRef> WriteAsync(ClassifyRequest request, List<Finding> findings, CancellationToken cancellationToken)
    {
        var attempt = request.FailedChecks.Max(check => check.RunAttempt);
        return await artifacts.WriteJsonAsync(request.TaskId, $"attempt-{request.Attempt}/findings-{attempt}.json", findings, cancellationToken);
    }

    private IReadOnlyList<string> Evidence(CheckReading reading)
    {
        var lines = reading.Report?.Verdict.Evidence.Select(line => line.Text).ToList() ?? [];
        if (lines.Count == 0)
        {
            lines = reading.Errors.Select(finding => finding.Message).ToList();
        }

        if (lines.Count == 0)
        {
            lines = [reading.Report is null ? $"CI has no log of {reading.Check.Name}." : $"{reading.Check.Name}: {reading.Check.Summary ?? "failed"}"];
        }

        return [.. lines.Take(MaxEvidence).Select(line => Bounded.Text(artifacts.Redact(line)))];
    }

    private string DigestOf(List<CheckReading> readings)
    {
        var share = Limits.DigestCharacters / readings.Count;
        var parts = readings.Select(reading =>
        {
            var title = $"### {reading.Check.Name}\n\n";
            var body = reading.Report is { } report ? Digest.ToMarkdown(report, Math.Max(200, share - title.Length - 2)) : "CI has no log of it.\n";
            return title + body;
        });
        return Bounded.Text(artifacts.Redact(string.Join('\n', parts)), Limits.DigestCharacters);
    }

    private Finding Bound(Finding finding) => finding with
    {
        Message = Bounded.Text(artifacts.Redact(finding.Message)),
        Excerpt = finding.Excerpt is null ? null : Bounded.Text(artifacts.Redact(finding.Excerpt)),
    };
}

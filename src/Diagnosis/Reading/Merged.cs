using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Reading;

/// <summary>Several reports as one.</summary>
internal static class Merged
{
    public static DiagnosisReport Of(string name, string kind, IReadOnlyList<DiagnosisReport> parts)
    {
        var failed = parts.Where(p => p.Outcome == LogOutcome.Failed).ToList();
        var decisive = failed.MaxBy(p => p.Verdict.Confidence) ?? (parts.Count > 0 ? parts[0] : null);

        // Findings of failed parts first; within each group the parts take turns, so that each part's best comes early.
        var findings = parts
            .SelectMany((p, i) => p.Findings.Select(f => (Finding: f with { Source = f.Source ?? p.Input }, Failed: p.Outcome == LogOutcome.Failed, Part: i)))
            .OrderBy(x => x.Failed ? 0 : 1).ThenBy(x => x.Finding.Severity).ThenBy(x => x.Finding.Rank).ThenBy(x => x.Part)
            .Take(DiagnosisLimits.MaxFindings)
            .Select((x, i) => x.Finding with { Rank = i + 1 })
            .ToArray();
        return new DiagnosisReport
        {
            Input = name,
            Kind = kind,
            Outcome = failed.Count > 0 ? LogOutcome.Failed
                : parts.Any(p => p.Outcome == LogOutcome.Passed) ? LogOutcome.Passed : LogOutcome.Unknown,
            Cause = decisive?.Cause ?? Cause.None,
            Verdict = decisive?.Verdict ?? new(Cause.None, "empty", 0.5, []),
            Tests = new(Sum(parts, t => t.Run), Sum(parts, t => t.Failed), Sum(parts, t => t.Skipped)),
            Steps = parts.Count == 1 ? parts[0].Steps : [.. parts.Select(p => new LogStep(p.Input, 1, Math.Max(1, p.Lines), p.Outcome == LogOutcome.Failed))],
            Findings = findings,
            PassedTests = [.. parts.SelectMany(p => p.PassedTests).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Coverage = parts.Select(p => p.Coverage).Aggregate((LineCoverage?)null, LineCoverage.Sum),
            Dropped = parts.Sum(p => p.Dropped),
            Lines = parts.Sum(p => p.Lines),
            Bytes = parts.Sum(p => p.Bytes),
        };
    }

    private static long? Sum(IReadOnlyList<DiagnosisReport> parts, Func<TestTotals, long?> of)
        => parts.Any(p => of(p.Tests) is not null) ? parts.Sum(p => of(p.Tests) ?? 0) : null;
}

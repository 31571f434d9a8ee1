using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis.Causes;
using BackgroundAgent.Diagnosis.Containers;
using BackgroundAgent.Diagnosis.Findings;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>Turns what was gathered about one input into its report.</summary>
internal static class ReportAssembly
{
    public static DiagnosisReport Assemble(string input, string kind, Gathered gathered, ReaderRegistry registry)
    {
        var entries = gathered.Findings.Entries;
        var failures = entries.Any(e => e.Draft is { Severity: FindingSeverity.Error, Role: Role.Failure });
        var outcome = gathered.Findings.Outcome.Decide(failures);
        gathered.Steps.Settle(gathered.Lines, outcome == LogOutcome.Failed);
        var kept = Ranking.Order(entries, outcome, gathered);
        var findings = new Finding[kept.Count];
        for (var i = 0; i < findings.Length; i++)
        {
            findings[i] = ToFinding(kept[i], i + 1);
        }

        var steps = gathered.Steps.Complete(gathered.Lines);
        var facts = new CauseFacts
        {
            Outcome = outcome,
            Findings = findings,
            Lines = gathered.Lines,
            FailedAt = gathered.Findings.Outcome.FailedAt,
            FailedStep = steps.LastOrDefault(s => s.Failed),
            ToolFailed = gathered.Findings.Outcome.ToolFailed,
        };
        var verdict = CauseRules.Judge(registry.Rules, gathered.Evidence, facts);
        return new DiagnosisReport
        {
            Input = input,
            Kind = kind,
            Outcome = outcome,
            Cause = verdict.Cause,
            Verdict = verdict,
            Tests = gathered.Findings.Tests,
            Steps = steps,
            Findings = findings,
            PassedTests = gathered.Findings.Passed,
            Coverage = gathered.Findings.Coverage,
            Dropped = gathered.Findings.Dropped,
            Lines = gathered.Lines,
        };
    }

    private static Finding ToFinding(FindingCollector.Entry entry, int rank)
    {
        var draft = entry.Draft;
        var message = Redactor.ByPattern.Redact(draft.Message);
        return new Finding
        {
            Tool = draft.Tool,
            Category = draft.Category,
            Severity = draft.Severity,
            Code = draft.Code,
            File = draft.File,
            Line = draft.Line > 0 ? draft.Line : null,
            Column = draft.Column > 0 ? draft.Column : null,
            EndLine = draft.EndLine > 0 ? draft.EndLine : null,
            EndColumn = draft.EndColumn > 0 ? draft.EndColumn : null,
            Test = draft.Test,
            Message = message,
            LogLine = draft.LogLine > 0 ? draft.LogLine : null,
            Rank = rank,
            Fingerprint = Fingerprint.Of(draft.Tool, draft.Category, draft.Code, draft.File, draft.Test, message),
            Excerpt = entry.Excerpt?.ToString(),
        };
    }
}

/// <summary>Everything one pass over an input yields.</summary>
internal sealed record Gathered(FindingCollector Findings, StepTracker Steps, EvidenceBook Evidence, long Lines)
{
    // Nothing is ever added to it.
    private static readonly LineHistory NoLines = new();

    /// <summary>For inputs that are no log.</summary>
    public static Gathered Empty(ReaderRegistry registry)
    {
        var steps = new StepTracker();
        return new(new FindingCollector(NoLines, steps, registry.NamesPassedTests), steps, new EvidenceBook(registry.Rules.Count), 0);
    }
}

using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis.Output;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>
/// Says why CI failed, from the forge's word, the logs, the base commit, known issues and reruns. Pure: the same input, the same answer.
/// Order, first match wins: superseded, CI awaits approval or could not start, billing or quota, no runner or no log, same failure on the base commit, known issue,
/// passed on rerun, tests that past runs know to be flaky, what the logs say, ambiguous.
/// </summary>
public static class Classifier
{
    private const int MaxEvidence = 10;

    private static readonly IClassificationRule[] Rules =
    [
        new SupersededRule(),
        new StartRule(),
        new QuotaRule(),
        new NoLogRule(),
        new SameOnBaseRule(),
        new KnownIssueRule(),
        new PassedOnRerunRule(),
        new KnownFlakyRule(),
        new LogRule(),
    ];

    public static Contracts.Ci.Classification Classify(ClassifierInput input)
    {
        foreach (var rule in Rules)
        {
            if (rule.Judge(input) is { } opinion)
            {
                return Answer(input, opinion.Rule ?? rule.Id, opinion);
            }
        }

        return Answer(input, "ambiguous", new(Cause.Ambiguous, 0.3, []));
    }

    /// <summary>Findings of all checks, the most likely root causes first: the checks take turns, so that each has its best early.</summary>
    public static IReadOnlyList<Finding> FindingsOf(ClassifierInput input) =>
    [
        .. input.Checks
            .SelectMany((c, i) => (c.Report?.Findings ?? []).Select(f => (Finding: f, Check: i)))
            .Where(x => x.Finding.Severity == FindingSeverity.Error)
            .OrderBy(x => x.Finding.Rank).ThenBy(x => x.Check)
            .DistinctBy(x => (x.Finding.Fingerprint, x.Finding.File, x.Finding.Line))
            .Select((x, i) => x.Finding with { Rank = i + 1 }),
    ];

    private static Contracts.Ci.Classification Answer(ClassifierInput input, string rule, ClassificationOpinion opinion)
    {
        var findings = FindingsOf(input);
        var transient = opinion.Cause is Cause.Flaky or Cause.Infrastructure or Cause.Ambiguous or Cause.Cancelled;
        return new()
        {
            Cause = opinion.Cause,
            Reason = opinion.Reason,
            Rule = rule,
            Confidence = opinion.Confidence,
            Evidence = [.. opinion.Evidence.Take(MaxEvidence).Select(Bounded)],
            Findings = [.. findings.Take(Limits.FindingsInHistory).Select(Bounded)],
            FindingCount = findings.Count,
            Fingerprints = [.. findings.Select(f => f.Fingerprint).Distinct().Order(StringComparer.Ordinal).Take(Limits.FingerprintsInHistory)],
            Digest = Digest.OfChecks(input.Checks, opinion.Cause, rule, Limits.DigestCharacters),
            RerunChecks = transient && opinion.Reason is null ? opinion.Rerun ?? [.. input.Checks.Select(c => c.Check.Name)] : [],
        };
    }

    private static string Bounded(string text)
    {
        text = SafeText.Clean(Redactor.ByPattern.Redact(text)).ReplaceLineEndings(" ");
        return text.Length > Limits.ExcerptCharacters ? text[..Limits.ExcerptCharacters] : text;
    }

    private static Finding Bounded(Finding finding) => finding with
    {
        Message = finding.Message.Length > Limits.ExcerptCharacters ? finding.Message[..Limits.ExcerptCharacters] : finding.Message,
        Excerpt = finding.Excerpt is { Length: > Limits.ExcerptCharacters } excerpt ? excerpt[..Limits.ExcerptCharacters] : finding.Excerpt,
    };
}

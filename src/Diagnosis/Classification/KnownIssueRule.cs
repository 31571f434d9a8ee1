using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>Every failed check holds a known issue.</summary>
internal sealed class KnownIssueRule : IClassificationRule
{
    public string Id => "known-issue";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        if (input.Checks.Count == 0 || input.Checks.Any(c => c.KnownIssueHits is not { Count: > 0 }))
        {
            return null;
        }

        var hits = input.Checks.Select(c => (c.Check, Hit: c.KnownIssueHits![0])).ToList();
        return new(Cause.Infrastructure, 0.85, [.. hits.Select(h => h.Hit.Text)])
        {
            Rule = $"known-issue:{hits[0].Hit.Issue.Id}",
            Rerun = [.. hits.Where(h => h.Hit.Issue.BuildRetry && h.Check.RunAttempt <= h.Hit.Issue.RetryLimit).Select(h => h.Check.Name)],
        };
    }
}

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>No log of any failed check. The forge's word may still tell; a missing log alone never means that the failure is transient.</summary>
internal sealed class NoLogRule : IClassificationRule
{
    private static readonly string[] RunnerWords = ["runner", "lost communication", "no hosted", "shutdown signal", "agent was lost"];

    public string Id => "no-log";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        if (input.Checks.Any(c => c.Report is { Lines: > 0 } or { Findings.Count: > 0 }))
        {
            return null;
        }

        var summaries = input.Checks.Select(c => $"{c.Check.Name}: {c.Check.Conclusion} {c.Check.Summary}".TrimEnd()).ToList();
        if (summaries.Exists(s => Array.Exists(RunnerWords, w => s.Contains(w, StringComparison.OrdinalIgnoreCase))))
        {
            return new(Cause.Infrastructure, 0.7, summaries) { Rule = "no-runner" };
        }

        return input.Checks.Any(c => c.Check.Conclusion is CheckConclusion.TimedOut)
            ? new(Cause.Infrastructure, 0.5, summaries) { Rule = "timed-out" }
            : new(Cause.Ambiguous, 0.3, summaries);
    }
}

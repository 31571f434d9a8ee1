using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>Only tests failed, and the past runs say of each that it fails now and then without a change.</summary>
internal sealed class KnownFlakyRule : IClassificationRule
{
    /// <summary>The lower end of the confidence interval of a test's flake rate from which on it is called flaky.</summary>
    public const double Threshold = 0.02;

    public string Id => "known-flaky";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        if (input.Flakiness is not { } flakiness)
        {
            return null;
        }

        var findings = Classifier.FindingsOf(input).Where(f => f.Category != FindingCategory.Generic).ToList();
        return findings.Count > 0 && findings.TrueForAll(f => f.Test is { } test && flakiness(test) >= Threshold)
            ? new(Cause.Flaky, 0.7, [.. findings.Select(f => $"{f.Test}: flaky in past runs")])
            : null;
    }
}

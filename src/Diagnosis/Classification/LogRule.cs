using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>
/// What the logs say. Code and configuration win over transient causes, for a rerun does not help while they are there; a failed check without a log makes it ambiguous
/// unless another check tells.
/// </summary>
internal sealed class LogRule : IClassificationRule
{
    private static readonly Cause[] Order = [Cause.Code, Cause.Configuration, Cause.Flaky, Cause.Infrastructure, Cause.Cancelled];

    public string Id => "log";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        var verdicts = input.Checks.Select(c => c.Report?.Verdict).OfType<CauseVerdict>().ToList();
        foreach (var cause in Order)
        {
            if (verdicts.Where(v => v.Cause == cause).MaxBy(v => v.Confidence) is { } verdict)
            {
                return new(cause, verdict.Confidence, [.. verdict.Evidence.Select(e => e.Text)]) { Rule = verdict.Rule };
            }
        }

        return null;
    }
}

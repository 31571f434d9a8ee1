using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>The same commit failed and passes now.</summary>
internal sealed class PassedOnRerunRule : IClassificationRule
{
    public string Id => "passed-on-rerun";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        var passed = input.PassedOnRerun.ToHashSet(StringComparer.Ordinal);
        return passed.Count > 0 && input.Checks.All(c => passed.Contains(c.Check.Name))
            ? new(Cause.Flaky, 0.95, [.. passed.Order(StringComparer.Ordinal).Select(n => $"{n}: failed, then passed on the same commit")]) { Rerun = [] }
            : null;
    }
}

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>A newer commit took the place of this one, or CI cancelled all its checks for that reason.</summary>
internal sealed class SupersededRule : IClassificationRule
{
    public string Id => "superseded";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        if (input.Superseded)
        {
            return new(Cause.Cancelled, 1, []) { Rerun = [] };
        }

        var stopped = input.Checks.Count > 0 && input.Checks.All(c => c.Check.Conclusion is CheckConclusion.Cancelled or CheckConclusion.Stale);
        return stopped ? new(Cause.Cancelled, 0.9, [.. input.Checks.Select(c => $"{c.Check.Name}: {c.Check.Conclusion}")]) : null;
    }
}

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>CI could not start: its own definition is broken.</summary>
internal sealed class StartRule : IClassificationRule
{
    public string Id => "ci-startup-failure";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        var broken = input.Checks.Where(c => c.Check.Conclusion is CheckConclusion.StartupFailure).ToList();
        return broken.Count == 0 ? null : new(Cause.Configuration, 1, [.. broken.Select(c => $"{c.Check.Name}: {c.Check.Summary ?? "startup failure"}")]) { Reason = Reason.CiStartupFailure };
    }
}

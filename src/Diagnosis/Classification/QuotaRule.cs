using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>The account may not run jobs: billing, spending limit, minutes. The forge says so in the check's summary, for there is no log.</summary>
internal sealed class QuotaRule : IClassificationRule
{
    private static readonly string[] Words =
        ["billing", "spending limit", "payments have failed", "exceeded your quota", "quota exceeded", "no more minutes", "minutes quota", "out of credits", "account is suspended"];

    public string Id => "ci-quota";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        var said = input.Checks.Select(c => c.Check.Summary).OfType<string>().Where(s => Array.Exists(Words, w => s.Contains(w, StringComparison.OrdinalIgnoreCase))).ToList();
        return said.Count == 0 ? null : new(Cause.Infrastructure, 0.95, said) { Reason = Reason.CiQuota };
    }
}

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities.Ci;

/// <summary>Failures of CI itself that its results tell without a log; no patch and no rerun would change them.</summary>
internal static class CiFaults
{
    /// <summary>Words of annotations by which CI systems refuse to run for money's sake, lower case.</summary>
    private static readonly string[] QuotaWords
        = ["spending limit", "billing", "recent account payments", "quota exceeded", "out of credits", "usage limit", "minutes are used up"];

    public static Classification? Find(IReadOnlyList<CheckResult> failed)
    {
        var unpaid = failed.FirstOrDefault(check => QuotaWords.Any(word => check.Summary?.Contains(word, StringComparison.OrdinalIgnoreCase) == true));
        if (unpaid is not null)
        {
            return Of(unpaid, Cause.Infrastructure, Reason.CiQuota, "quota-annotation");
        }

        var unstarted = failed.FirstOrDefault(check => check.Conclusion == CheckConclusion.StartupFailure);
        return unstarted is null ? null : Of(unstarted, Cause.Configuration, Reason.CiStartupFailure, "startup-failure");
    }

    private static Classification Of(CheckResult check, Cause cause, Reason reason, string rule) => new()
    {
        Cause = cause,
        Reason = reason,
        Rule = rule,
        Evidence = [Bounded.Text($"{check.Name}: {check.Summary ?? "did not start"}")],
        Digest = $"### {check.Name}\n\n{reason.Entry().Meaning}\n",
    };
}

using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The account or project has used up what it may.</summary>
internal sealed class QuotaRule : ICauseRule
{
    public string Id => "quota";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "spending limit",
        "payments have failed",
        "exceeded your quota",
        "quota exceeded",
        "quota has been exceeded",
        "no more ci minutes",
        "artifact storage quota",
        "resource_exhausted",
        "limit exceeded for",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.8);
}

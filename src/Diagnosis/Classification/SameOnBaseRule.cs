using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>Every failure is on the base commit too: the change is not its cause, and no patch of ours should chase it.</summary>
internal sealed class SameOnBaseRule : IClassificationRule
{
    public string Id => "same-failure-on-base";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        if (input.BaseFindings is not { Count: > 0 } known)
        {
            return null;
        }

        var onBase = known.Select(f => f.Fingerprint).ToHashSet(StringComparer.Ordinal);

        // "Exit code 1" is the same everywhere; only what names a failure counts.
        var ours = Classifier.FindingsOf(input).Where(f => f.Category != FindingCategory.Generic || f.File is not null).ToList();
        return ours.Count > 0 && ours.TrueForAll(f => onBase.Contains(f.Fingerprint))
            ? new(Cause.Code, 0.9, [.. ours.Select(f => f.Message)]) { Reason = Reason.BaseIsRed }
            : null;
    }
}

using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>No space left on the machine.</summary>
internal sealed class DiskFullRule : ICauseRule
{
    public string Id => "disk-full";

    public IReadOnlyList<string> Phrases { get; } = ["no space left on device", "there is not enough space on the disk", "disk quota exceeded", "enospc"];

    public CauseOpinion? Judge(CauseFacts facts) => facts.Evidence.Count > 0 ? new(Cause.Infrastructure, 0.9, facts.Evidence) : null;
}

using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>No space left on the machine.</summary>
internal sealed class DiskFullRule : ICauseRule
{
    public string Id => "disk-full";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "no space left on device",
        "not enough space on the disk",
        "disk quota exceeded",
        "enospc",
        "insufficient disk space",
        "out of disk space",
        "low disk space",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.Decisive(facts, Cause.Infrastructure, 0.85);
}

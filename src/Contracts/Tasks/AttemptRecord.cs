using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>One patch → push → CI round; answer rows of the <c>attempts</c> query.</summary>
public sealed record AttemptRecord
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Name of the patcher whose patch was taken.</summary>
    public string? Patcher { get; init; }

    public string? PatchHash { get; init; }

    public string? Summary { get; init; }

    public int FilesChanged { get; init; }

    public int LinesChanged { get; init; }

    public string? Commit { get; init; }

    /// <summary>CI's word in one term, such as <c>passed</c> or <c>failed</c>; null until there is one.</summary>
    public string? Verdict { get; init; }

    public Cause? Cause { get; init; }

    /// <summary>Distinct and sorted; of error findings only.</summary>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];

    /// <summary>The most likely root causes first; at most <see cref="Limits.FindingsInHistory"/>.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public int FindingCount { get; init; }

    public int Reruns { get; init; }

    /// <summary>Link to CI's log of the last run attempt.</summary>
    public string? CiLog { get; init; }
}

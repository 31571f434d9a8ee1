using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Ci;

/// <summary>Asks for the next run attempt of some checks. Keyed by commit, check and run attempt: asking twice reruns once.</summary>
public sealed record RerunRequest
{
    public required string TaskId { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required string Branch { get; init; }

    public required string Commit { get; init; }

    /// <summary>The results to replace; their run attempt is part of the key.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }
}

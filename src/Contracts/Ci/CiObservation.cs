using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Ci;

/// <summary>What CI and the branch look like at one moment; the truth that signals only hint at.</summary>
public sealed record CiObservation
{
    /// <summary>The commit that was asked about.</summary>
    public required string Commit { get; init; }

    /// <summary>Where the branch points now; another commit than <see cref="Commit"/> means that somebody else pushed. Null: branch gone.</summary>
    public string? BranchHead { get; init; }

    /// <summary>Newest run attempt of every check reported for <see cref="Commit"/>, sorted by name.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>Checks that must report before a verdict can be green, sorted.</summary>
    public IReadOnlyList<string> ExpectedChecks { get; init; } = [];

    /// <summary>Checks that completed on the base commit, sorted; they are waited for a little, since most of them will come here too.</summary>
    public IReadOnlyList<string> SeenOnBase { get; init; } = [];

    /// <summary>The pull request conflicts with its base. Asked only where no check is reported: CI of pull requests does not start for such one.</summary>
    public bool Conflicts { get; init; }

    /// <summary>How long the checks must stay as they are before they are judged, as the forge has it; null: as the policy has it.</summary>
    public TimeSpan? QuietPeriod { get; init; }

    public DateTimeOffset ObservedAt { get; init; }
}

/// <summary>Which CI to read.</summary>
public sealed record CiQuery
{
    public required string TaskId { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required string Branch { get; init; }

    public required string Commit { get; init; }

    /// <summary>Where the branch started; null: not known.</summary>
    public string? BaseCommit { get; init; }

    /// <summary>From the policy; merged with what the forge itself requires.</summary>
    public IReadOnlyList<string> RequiredChecks { get; init; } = [];
}

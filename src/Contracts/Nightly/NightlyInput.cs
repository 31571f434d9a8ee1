using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Nightly;

/// <summary>What to upgrade every night; the input of the scheduled workflow.</summary>
public sealed record NightlyInput
{
    public required IReadOnlyList<NightlyRepository> Repositories { get; init; }

    /// <summary>Tasks of one repository that run at once. 1 to 20.</summary>
    public int AtOncePerRepository { get; init; } = 2;

    /// <summary>Tasks that one night may start per repository; the rest waits for the next night. 1 to 100.</summary>
    public int PerRepository { get; init; } = 10;

    /// <summary>Becomes <see cref="TaskSpec.RequestedBy"/>.</summary>
    public string RequestedBy { get; init; } = "schedule:nightly";
}

/// <summary>One repository of a schedule.</summary>
public sealed record NightlyRepository
{
    public required RepositoryRef Repository { get; init; }

    /// <summary>See <see cref="TaskSpec.CiCommand"/>.</summary>
    public string? CiCommand { get; init; }

    /// <summary>See <see cref="TaskSpec.PolicyText"/>.</summary>
    public string? PolicyText { get; init; }

    public BudgetOverrides? Budgets { get; init; }

    /// <summary>Patchers that repair what an upgrade breaks, tried after the upgrade itself.</summary>
    public IReadOnlyList<PatcherSpec> Patchers { get; init; } = [];

    /// <summary>Tried in order; the first rule that matches takes the dependency. What no rule takes is grouped by <see cref="UpgradeGroups.Default"/>.</summary>
    public IReadOnlyList<UpgradeRule> Rules { get; init; } = [];
}

/// <summary>Puts dependencies in one group, or leaves them alone.</summary>
public sealed record UpgradeRule
{
    /// <summary>Name of the group: becomes part of the task id. Null: one group per dependency.</summary>
    public string? Group { get; init; }

    /// <summary><c>nuget</c> or <c>npm</c>; null: both.</summary>
    public string? Ecosystem { get; init; }

    /// <summary>Names with <c>*</c> for any characters, case ignored; empty: every name.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Kinds of upgrade it takes; empty: every kind.</summary>
    public IReadOnlyList<UpgradeKind> Kinds { get; init; } = [];

    /// <summary>Leaves what it takes alone.</summary>
    public bool Ignore { get; init; }
}

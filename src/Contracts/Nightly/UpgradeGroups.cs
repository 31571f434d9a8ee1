namespace BackgroundAgent.Contracts.Nightly;

/// <summary>How dependencies are grouped where no rule of the schedule speaks.</summary>
public static class UpgradeGroups
{
    /// <summary>Patch and minor upgrades of one ecosystem together; every major upgrade on its own, since it is the one that breaks.</summary>
    public static IReadOnlyList<UpgradeRule> Default { get; } =
    [
        new UpgradeRule { Group = "nuget-minor", Ecosystem = "nuget", Kinds = [UpgradeKind.Patch, UpgradeKind.Minor] },
        new UpgradeRule { Group = "npm-minor", Ecosystem = "npm", Kinds = [UpgradeKind.Patch, UpgradeKind.Minor] },
        new UpgradeRule { Kinds = [UpgradeKind.Major] },
    ];
}

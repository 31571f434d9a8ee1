using BackgroundAgent.Contracts.Nightly;

namespace BackgroundAgent.Patching.Dependencies;

/// <summary>One package ecosystem: the axis of dependency upgrades. See docs/adding-an-ecosystem.md.</summary>
internal interface IDependencyEcosystem
{
    /// <summary>The word before the colon of an upgrade.</summary>
    string Name { get; }

    /// <summary>Edits manifests and refreshes lock files; all upgrades in one go, since they may need each other.</summary>
    Task<UpgradeOutcome> UpgradeAsync(PatcherContext context, IReadOnlyList<UpgradeSpec> upgrades, CancellationToken cancellationToken);

    /// <summary>What has a newer stable version, direct dependencies only, one row per name.</summary>
    Task<IReadOnlyList<OutdatedDependency>> FindOutdatedAsync(string workTree, CancellationToken cancellationToken);
}

/// <summary>How the upgrades of one ecosystem ended.</summary>
/// <param name="Upgraded">Those that changed a manifest.</param>
/// <param name="Failure">Null when all went well; a failure leaves edits behind for the caller to discard.</param>
internal sealed record UpgradeOutcome(IReadOnlyList<UpgradeSpec> Upgraded, PatcherOutcome? Failure = null)
{
    public static UpgradeOutcome Failed(string detail)
        => new([], new PatcherOutcome { Ending = PatcherEnding.Failed, Summary = "the upgrade failed", Detail = detail });
}

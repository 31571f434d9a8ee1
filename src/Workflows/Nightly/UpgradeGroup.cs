using BackgroundAgent.Contracts.Nightly;

namespace BackgroundAgent.Workflows.Nightly;

/// <param name="Name">Of the rule, or of the one dependency in it.</param>
/// <param name="Dependencies">Sorted by ecosystem and name; at least one.</param>
internal sealed record UpgradeGroup(string Name, IReadOnlyList<OutdatedDependency> Dependencies)
{
    /// <summary><c>ecosystem:name@version</c> each, in the dependencies' order.</summary>
    public IReadOnlyList<string> Upgrades => [.. Dependencies.Select(dependency => $"{dependency.Ecosystem}:{dependency.Name}@{dependency.Target}")];
}

using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Nightly;

/// <summary>A dependency that has a newer version.</summary>
/// <param name="Ecosystem"><c>nuget</c> or <c>npm</c>.</param>
/// <param name="Name">As the ecosystem spells it.</param>
/// <param name="Current">Version in use now.</param>
/// <param name="Target">Newest stable version that may be taken.</param>
/// <param name="Kind">How far apart they are.</param>
public sealed record OutdatedDependency(string Ecosystem, string Name, string Current, string Target, UpgradeKind Kind);

/// <summary>The first version part that differs.</summary>
[JsonConverter(typeof(KebabCase<UpgradeKind>))]
public enum UpgradeKind
{
    Patch,
    Minor,
    Major,
}

/// <summary>Asks what is outdated on the tip of the base branch.</summary>
public sealed record FindOutdatedRequest(RepositoryRef Repository);

/// <param name="BaseCommit">The commit that was looked at.</param>
/// <param name="Dependencies">Sorted by ecosystem and name.</param>
public sealed record OutdatedResult(string BaseCommit, IReadOnlyList<OutdatedDependency> Dependencies);

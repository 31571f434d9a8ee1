using System.Text.Json;
using BackgroundAgent.Contracts.Nightly;
using NuGet.Versioning;

namespace BackgroundAgent.Patching.Dependencies.Npm;

/// <summary>Asks npm for the newest version of each direct dependency; npm knows registries, scopes and credentials.</summary>
internal sealed class NpmOutdated(ToolRunner tools)
{
    /// <summary>Packages asked for at once; each is a process.</summary>
    private const int AtOnce = 4;

    public async Task<IReadOnlyList<OutdatedDependency>> FindAsync(
        string workTree, IReadOnlyList<PackageJson> manifests, CancellationToken cancellationToken)
    {
        var current = manifests
            .SelectMany(file => file.Ranges)
            .Where(range => range.Section != "peerDependencies" && NpmRange.IsEditable(range.Range) && !range.Range.StartsWith("npm:", StringComparison.Ordinal))
            .GroupBy(range => range.Name, range => NpmRange.First(range.Range))
            .Select(group => (Name: group.Key, Version: group.Min()))
            .Where(package => package.Version is not null)
            .ToList();
        List<OutdatedDependency> found = [];
        foreach (var batch in current.Chunk(AtOnce))
        {
            var rows = await Task.WhenAll(batch.Select(async package =>
                Row(package.Name, package.Version!, await LatestAsync(workTree, package.Name, cancellationToken))));
            found.AddRange(rows.OfType<OutdatedDependency>());
        }

        return found;
    }

    private static OutdatedDependency? Row(string name, NuGetVersion current, NuGetVersion? latest)
        => latest is null || latest <= current
            ? null
            : new OutdatedDependency("npm", name, current.ToNormalizedString(), latest.ToNormalizedString(), VersionDistance.Of(current, latest));

    /// <summary>What the <c>latest</c> tag points at: the version that its maintainers offer.</summary>
    private async Task<NuGetVersion?> LatestAsync(string workTree, string name, CancellationToken cancellationToken)
    {
        var run = new ToolRun("npm", "view", "--json", name, "dist-tags.latest");
        var outcome = await tools.LookUpAsync(workTree, run, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.Succeeded)
        {
            return Parse(outcome.StandardOutput);
        }

        if (outcome.StandardError.Contains("E404", StringComparison.Ordinal))
        {
            // A package that is not published, such as one of the workspace itself.
            return null;
        }

        throw new DependencyLookupException($"npm view {name} failed: {outcome.Error ?? outcome.StandardError.Trim()}");
    }

    private static NuGetVersion? Parse(string json)
    {
        try
        {
            return NuGetVersion.TryParse(JsonSerializer.Deserialize<string>(json), out var version) ? version : null;
        }
        catch (JsonException error)
        {
            throw new DependencyLookupException("npm view answered something that is no version.", error);
        }
    }
}

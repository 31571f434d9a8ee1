using BackgroundAgent.Contracts.Nightly;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;
using Settings = NuGet.Configuration.Settings;

namespace BackgroundAgent.Patching.Dependencies.NuGet;

/// <summary>Asks the package sources that the work tree's own configuration names.</summary>
internal sealed class NuGetOutdated(string workTree)
{
    /// <summary>Packages asked for at once.</summary>
    private const int AtOnce = 8;

    public async Task<IReadOnlyList<OutdatedDependency>> FindAsync(NuGetManifests manifests, CancellationToken cancellationToken)
    {
        var current = manifests.Packages
            .Select(uses => (Name: uses.First().Name, Version: Oldest(manifests, uses)))
            .Where(package => package.Version is not null)
            .ToList();
        if (current.Count == 0)
        {
            return [];
        }

        using var cache = new SourceCacheContext { NoCache = true };
        var sources = Sources();
        List<OutdatedDependency> found = [];
        foreach (var batch in current.Chunk(AtOnce))
        {
            var rows = await Task.WhenAll(batch.Select(async package =>
                Row(package.Name, package.Version!, await VersionsAsync(sources, package.Name, cache, cancellationToken))));
            found.AddRange(rows.OfType<OutdatedDependency>());
        }

        return found;
    }

    private static NuGetVersion? Oldest(NuGetManifests manifests, IEnumerable<VersionPlace> uses)
        => uses.SelectMany(use => manifests.Resolve(use)).Select(place => NuGetManifests.Lowest(place.Value)).OfType<NuGetVersion>().Min();

    private List<SourceRepository> Sources()
    {
        var provider = new PackageSourceProvider(Settings.LoadDefaultSettings(workTree));
        return [.. provider.LoadPackageSources().Where(source => source.IsEnabled).Select(source => Repository.Factory.GetCoreV3(source))];
    }

    private static async Task<List<NuGetVersion>> VersionsAsync(
        List<SourceRepository> sources, string name, SourceCacheContext cache, CancellationToken cancellationToken)
    {
        List<NuGetVersion> versions = [];
        foreach (var source in sources)
        {
            try
            {
                // Listed versions only: an unlisted one was withdrawn.
                var metadata = await source.GetResourceAsync<MetadataResource>(cancellationToken);
                versions.AddRange(metadata is null ? [] : await metadata.GetVersions(name, includePrerelease: true, includeUnlisted: false, cache, NullLogger.Instance, cancellationToken));
            }
            catch (FatalProtocolException error)
            {
                throw new DependencyLookupException($"The package source '{source.PackageSource.Name}' did not answer for {name}: {error.Message}", error);
            }
        }

        return versions;
    }

    /// <summary>Who is on a prerelease is offered the prereleases of newer versions only when there is no stable one.</summary>
    private static OutdatedDependency? Row(string name, NuGetVersion current, List<NuGetVersion> versions)
    {
        var newer = versions.Where(version => version > current).ToList();
        var target = newer.Where(version => !version.IsPrerelease).Max() ?? (current.IsPrerelease ? newer.Max() : null);
        return target is null
            ? null
            : new OutdatedDependency("nuget", name, current.ToNormalizedString(), target.ToNormalizedString(), VersionDistance.Of(current, target));
    }
}

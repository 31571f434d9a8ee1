using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Patching.Files;

namespace BackgroundAgent.Patching.Dependencies.NuGet;

/// <summary>
/// NuGet: <c>PackageReference</c>, <c>GlobalPackageReference</c> and central <c>PackageVersion</c>, as attribute, element or property.
/// <c>packages.config</c> is not edited.
/// </summary>
internal sealed class NuGetEcosystem(ToolRunner tools) : IDependencyEcosystem
{
    private const string LockFile = "packages.lock.json";

    public string Name => "nuget";

    public async Task<UpgradeOutcome> UpgradeAsync(PatcherContext context, IReadOnlyList<UpgradeSpec> upgrades, CancellationToken cancellationToken)
    {
        var files = new WorkTreeFiles(context.WorkTree);
        var manifests = new NuGetManifests(files);
        var packages = manifests.Packages;
        List<UpgradeSpec> upgraded = [];
        foreach (var upgrade in upgrades)
        {
            var uses = packages[upgrade.Name].ToList();
            var places = uses.SelectMany(use => manifests.Resolve(use)).ToList();
            if (places.Count == 0)
            {
                return UpgradeOutcome.Failed(uses.Count == 0
                    ? $"No project of the repository gives a version of {upgrade.Name}."
                    : $"The version of {upgrade.Name} is {uses[0].Value}, which no file of the repository sets.");
            }

            var older = places.Where(place => NuGetManifests.Lowest(place.Value) is { } current && current < upgrade.Version).ToList();
            foreach (var place in older)
            {
                place.File.Set(place, NuGetManifests.Rewrite(place.Value, upgrade.VersionText));
            }

            if (older.Count > 0)
            {
                upgraded.Add(upgrade);
            }
        }

        manifests.Save();
        return upgraded.Count > 0 && files.All().Where(IsLockFile).ToList() is { Count: > 0 } locks
            ? await RefreshLocksAsync(context, locks, upgraded, cancellationToken)
            : new UpgradeOutcome(upgraded);
    }

    public Task<IReadOnlyList<OutdatedDependency>> FindOutdatedAsync(string workTree, CancellationToken cancellationToken)
        => new NuGetOutdated(workTree).FindAsync(new NuGetManifests(new WorkTreeFiles(workTree)), cancellationToken);

    private static bool IsLockFile(string path) => Path.GetFileName(path) == LockFile;

    /// <summary>Restores each project that has a lock file; a restore of one also refreshes those it references.</summary>
    private async Task<UpgradeOutcome> RefreshLocksAsync(
        PatcherContext context, List<string> locks, List<UpgradeSpec> upgraded, CancellationToken cancellationToken)
    {
        var log = Path.Combine(context.ScratchFolder, "restore.log");
        foreach (var folder in locks.Select(path => Path.Combine(context.WorkTree, Path.GetDirectoryName(path)!)).Distinct())
        {
            context.Progress?.Invoke($"refreshing {LockFile} in {Path.GetRelativePath(context.WorkTree, folder)}");
            var run = new ToolRun("dotnet", "restore", "--force-evaluate") { Folder = folder, LogFile = log };
            var outcome = await tools.RunAsync(context, run, cancellationToken);
            if (ToolRunner.Failure(outcome, "dotnet restore", log) is { } failure)
            {
                return new UpgradeOutcome([], failure);
            }
        }

        return new UpgradeOutcome(upgraded);
    }
}

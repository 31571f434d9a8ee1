using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Patching.Files;

namespace BackgroundAgent.Patching.Dependencies.Npm;

/// <summary>npm: the ranges of every <c>package.json</c>, workspaces included, and the lock file through npm itself.</summary>
internal sealed class NpmEcosystem(ToolRunner tools) : IDependencyEcosystem
{
    private static readonly string[] LockFiles = ["package-lock.json", "npm-shrinkwrap.json"];

    /// <summary>Lock files of package managers that this one cannot refresh.</summary>
    private static readonly string[] ForeignLockFiles = ["yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

    public string Name => "npm";

    public async Task<UpgradeOutcome> UpgradeAsync(PatcherContext context, IReadOnlyList<UpgradeSpec> upgrades, CancellationToken cancellationToken)
    {
        var files = new WorkTreeFiles(context.WorkTree);
        var manifests = Manifests(files);
        List<UpgradeSpec> upgraded = [];
        foreach (var upgrade in upgrades)
        {
            var uses = manifests.SelectMany(file => file.Ranges.Where(range => range.Name == upgrade.Name).Select(range => (file, range))).ToList();
            if (!uses.Exists(use => NpmRange.IsEditable(use.range.Range)))
            {
                return UpgradeOutcome.Failed(uses.Count == 0
                    ? $"No package.json of the repository depends on {upgrade.Name}."
                    : $"{upgrade.Name} is given as '{uses[0].range.Range}', which is no version range.");
            }

            var older = uses.Where(use => NpmRange.IsEditable(use.range.Range) && NpmRange.First(use.range.Range) < upgrade.Version).ToList();
            older.ForEach(use => use.file.Set(use.range, NpmRange.Rewrite(use.range.Range, upgrade.VersionText)));
            if (older.Count > 0)
            {
                upgraded.Add(upgrade);
            }
        }

        var written = manifests.Where(file => file.Save()).Select(file => Path.GetDirectoryName(file.Path)!).ToList();
        return await RefreshLocksAsync(context, written, cancellationToken) ?? new UpgradeOutcome(upgraded);
    }

    public async Task<IReadOnlyList<OutdatedDependency>> FindOutdatedAsync(string workTree, CancellationToken cancellationToken)
        => await new NpmOutdated(tools).FindAsync(workTree, Manifests(new WorkTreeFiles(workTree)), cancellationToken);

    private static List<PackageJson> Manifests(WorkTreeFiles files)
        => [.. files.All()
            .Where(path => Path.GetFileName(path) == "package.json")
            .Select(path => PackageJson.TryRead(files.Absolute(path)))
            .OfType<PackageJson>()];

    private async Task<UpgradeOutcome?> RefreshLocksAsync(PatcherContext context, List<string> changed, CancellationToken cancellationToken)
    {
        var log = Path.Combine(context.ScratchFolder, "npm.log");
        foreach (var (folder, file) in changed.Select(folder => LockOf(context.WorkTree, folder)).OfType<(string, string)>().Distinct())
        {
            if (ForeignLockFiles.Contains(file))
            {
                return UpgradeOutcome.Failed($"{file} cannot be refreshed with npm; use a command patcher with the repository's own package manager.");
            }

            context.Progress?.Invoke($"refreshing {file}");
            var run = new ToolRun("npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund") { Folder = folder, LogFile = log };
            var outcome = await tools.RunAsync(context, run, cancellationToken);
            if (ToolRunner.Failure(outcome, "npm install --package-lock-only", log) is { } failure)
            {
                return new UpgradeOutcome([], failure);
            }
        }

        return null;
    }

    /// <summary>The lock file beside a manifest or, for a workspace, above it.</summary>
    private static (string Folder, string File)? LockOf(string workTree, string folder)
    {
        for (var at = folder; at is not null && at.Length >= workTree.Length; at = Path.GetDirectoryName(at))
        {
            if (LockFiles.Concat(ForeignLockFiles).FirstOrDefault(name => File.Exists(Path.Combine(at, name))) is { } file)
            {
                return (at, file);
            }
        }

        return null;
    }
}

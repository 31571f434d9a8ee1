using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Dependencies.Npm;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Patching.Tests.Dependencies;

public sealed class NpmUpgradeTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("^1.0.0", "^2.0.0")]
    [InlineData("~1.0.0", "~2.0.0")]
    [InlineData("1.0.0", "2.0.0")]
    [InlineData(">=1.0.0", ">=2.0.0")]
    [InlineData("=1.0.0", "=2.0.0")]
    [InlineData("1.x", "^2.0.0")]
    [InlineData("^1", "^2.0.0")]
    [InlineData(">=1.0.0 <2.0.0", "^2.0.0")]
    [InlineData("^0.9.0 || ^1.0.0", "^2.0.0")]
    [InlineData("npm:@acme/fork@^1.0.0", "npm:@acme/fork@^2.0.0")]
    public async Task PatchAsync_EachRange_KeepsItsOperatorAndTheFormatting(string before, string after)
    {
        const string Frame = "{\r\n\t\"name\": \"ü\",\r\n\t\"scripts\": { \"acme\": \"^1.0.0\" },\r\n\t\"devDependencies\": {\"acme\":  \"{0}\", \"acme-more\": \"^1.0.0\"}\r\n}";
        _tree.Write("package.json", Frame.Replace("{0}", before, StringComparison.Ordinal));

        var outcome = await UpgradeAsync("npm:acme@2.0.0");

        Assert.True(outcome.Ending == PatcherEnding.Done, outcome.Detail);
        Assert.Equal(Frame.Replace("{0}", after, StringComparison.Ordinal), _tree.Read("package.json"));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("*")]
    [InlineData("workspace:*")]
    [InlineData("file:../acme")]
    [InlineData("git+https://example.com/acme.git#v1.0.0")]
    [InlineData("acme/acme")]
    public async Task PatchAsync_NoVersionRange_FailsClearly(string range)
    {
        _tree.Write("package.json", $$"""{ "dependencies": { "acme": "{{range}}" } }""");

        var outcome = await UpgradeAsync("npm:acme@2.0.0");

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.Contains(range, outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchAsync_Workspaces_EveryManifestIsEdited()
    {
        _tree.Write("package.json", """{ "workspaces": ["packages/*"], "dependencies": { "@acme/x": "^1.0.0" } }""");
        _tree.Write("packages/one/package.json", """{ "name": "one", "dependencies": { "@acme/x": "~1.2.0" }, "peerDependencies": { "@acme/x": ">=1.0.0" } }""");
        _tree.Write("packages/two/package.json", """{ "name": "two" }""");
        _tree.Write("node_modules/@acme/x/package.json", """{ "name": "@acme/x", "dependencies": { "@acme/x": "^1.0.0" } }""");
        _tree.Write("broken/package.json", "{ not json");

        await UpgradeAsync("npm:@acme/x@2.0.0");

        Assert.Contains("^2.0.0", _tree.Read("package.json"), StringComparison.Ordinal);
        Assert.Contains("~2.0.0", _tree.Read("packages/one/package.json"), StringComparison.Ordinal);
        Assert.Contains(">=2.0.0", _tree.Read("packages/one/package.json"), StringComparison.Ordinal);
        Assert.Contains("^1.0.0", _tree.Read("node_modules/@acme/x/package.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yarn.lock")]
    [InlineData("pnpm-lock.yaml")]
    public async Task PatchAsync_LockFileOfAnotherManager_FailsClearly(string file)
    {
        _tree.Write("package.json", """{ "dependencies": { "acme": "^1.0.0" } }""");
        _tree.Write(file, "");

        var outcome = await UpgradeAsync("npm:acme@2.0.0");

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.Contains(file, outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchAsync_LockFile_IsRefreshedByNpm()
    {
        if (!(await ToolAsync("npm", "--version")).Succeeded)
        {
            Assert.Skip("npm is not installed, so no lock file can be refreshed.");
        }

        // Two versions of a local package: no registry is asked.
        _tree.Write("acme/package.json", """{ "name": "acme", "version": "1.0.0" }""");
        _tree.Write("package.json", """{ "name": "app", "version": "1.0.0", "workspaces": ["acme"], "dependencies": { "acme": "^1.0.0" } }""");
        Assert.True((await ToolAsync("npm", "install", "--package-lock-only", "--offline", "--no-audit")).Succeeded);
        _tree.Write("acme/package.json", """{ "name": "acme", "version": "2.0.0" }""");

        var outcome = await UpgradeAsync("npm:acme@2.0.0");

        Assert.True(outcome.Ending == PatcherEnding.Done, outcome.Detail);
        var lockFile = _tree.Read("package-lock.json");
        Assert.Contains("\"acme\": \"^2.0.0\"", lockFile, StringComparison.Ordinal);
        Assert.Contains("\"version\": \"2.0.0\"", lockFile, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tree.File("node_modules")));
    }

    [Theory]
    [InlineData("^1.2.3", "1.2.3")]
    [InlineData(">=1.2 <2", "1.2")]
    [InlineData("1.x", "1.0")]
    [InlineData("*", null)]
    public void First_Range_IsItsLowestVersion(string range, string? version)
        => Assert.Equal(version is null ? null : global::NuGet.Versioning.NuGetVersion.Parse(version), NpmRange.First(range));

    private Task<PatcherOutcome> UpgradeAsync(params string[] upgrades)
        => _tree.PatchAsync(new PatcherSpec { Type = PatcherType.Dependency, Upgrades = upgrades });

    private Task<ProcessOutcome> ToolAsync(string name, params string[] arguments)
        => _tree.Get<IProcessRunner>().RunAsync(new ProcessRequest { FileName = name, Arguments = arguments, WorkingDirectory = _tree.Path, Timeout = TimeSpan.FromMinutes(1) });
}

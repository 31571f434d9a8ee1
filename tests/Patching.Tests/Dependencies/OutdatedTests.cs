using System.IO.Compression;
using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Patching.Dependencies;
using NuGet.Versioning;

namespace BackgroundAgent.Patching.Tests.Dependencies;

public sealed class OutdatedTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task FindAsync_NuGetFromTheTreesOwnSource_OffersNewestStable()
    {
        _tree.Write("nuget.config", """<configuration><packageSources><clear /><add key="here" value="./feed" /></packageSources></configuration>""");
        foreach (var package in new[] { "Acme 1.0.0", "Acme 1.1.0", "Acme 2.0.0", "Acme 3.0.0-rc.1", "Fresh 1.0.0", "Early 1.0.0-beta.1", "Early 1.0.0-beta.2" })
        {
            Pack(package.Split(' ')[0], package.Split(' ')[1]);
        }

        _tree.Write("a.csproj", """<Project><ItemGroup><PackageReference Include="Acme" Version="1.1.0" /><PackageReference Include="Fresh" Version="1.0.0" /></ItemGroup></Project>""");
        _tree.Write("b.csproj", """<Project><ItemGroup><PackageReference Include="acme" Version="1.0.0" /><PackageReference Include="Early" Version="1.0.0-beta.1" /><PackageReference Include="Nowhere" Version="1.0.0" /></ItemGroup></Project>""");

        var found = await _tree.Get<IOutdatedDependencies>().FindAsync(_tree.Path, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new OutdatedDependency("nuget", "Acme", "1.0.0", "2.0.0", UpgradeKind.Major),
                new OutdatedDependency("nuget", "Early", "1.0.0-beta.1", "1.0.0-beta.2", UpgradeKind.Patch),
            ],
            found);
    }

    [Fact]
    public async Task FindAsync_SourceIsAway_SaysSo()
    {
        _tree.Write("nuget.config", """<configuration><packageSources><clear /><add key="away" value="http://127.0.0.1:9/v3/index.json" protocolVersion="3" allowInsecureConnections="true" /></packageSources></configuration>""");
        _tree.Write("a.csproj", """<Project><ItemGroup><PackageReference Include="Acme" Version="1.0.0" /></ItemGroup></Project>""");

        var error = await Assert.ThrowsAsync<DependencyLookupException>(() => _tree.Get<IOutdatedDependencies>().FindAsync(_tree.Path));

        Assert.Contains("away", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NothingDeclared_AsksNobody()
        => Assert.Empty(await _tree.Get<IOutdatedDependencies>().FindAsync(_tree.Path));

    [Theory]
    [InlineData("1.2.3", "1.2.4", UpgradeKind.Patch)]
    [InlineData("1.2.3", "1.3.0", UpgradeKind.Minor)]
    [InlineData("1.2.3", "2.0.0", UpgradeKind.Major)]
    [InlineData("0.2.3", "0.3.0", UpgradeKind.Major)]
    public void Distance_FirstDifferingPart_Decides(string from, string to, UpgradeKind kind)
        => Assert.Equal(kind, VersionDistance.Of(NuGetVersion.Parse(from), NuGetVersion.Parse(to)));

    private void Pack(string id, string version)
    {
        Directory.CreateDirectory(_tree.File("feed"));
        using var package = ZipFile.Open(_tree.File($"feed/{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using var writer = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
        writer.Write($"""<package><metadata><id>{id}</id><version>{version}</version><authors>t</authors><description>t</description></metadata></package>""");
    }
}

using System.Text;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Tests.Dependencies;

public sealed class NuGetUpgradeTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("""<PackageReference Include="Acme" Version="1.0.0" />""", """<PackageReference Include="Acme" Version="2.0.0" />""")]
    [InlineData("""<PackageReference Update='acme'  Version = '1.0.0'/>""", """<PackageReference Update='acme'  Version = '2.0.0'/>""")]
    [InlineData("""<PackageVersion Include="Acme" Version="1.0.0"/>""", """<PackageVersion Include="Acme" Version="2.0.0"/>""")]
    [InlineData("""<GlobalPackageReference Include="Acme" Version="1.0.0"/>""", """<GlobalPackageReference Include="Acme" Version="2.0.0"/>""")]
    [InlineData("""<PackageReference Include="Acme"><Version> 1.0.0 </Version></PackageReference>""", """<PackageReference Include="Acme"><Version> 2.0.0 </Version></PackageReference>""")]
    [InlineData("""<PackageReference Include="Acme" VersionOverride="1.0.0" />""", """<PackageReference Include="Acme" VersionOverride="2.0.0" />""")]
    [InlineData("""<PackageReference Include="Acme" Version="[1.0.0]" />""", """<PackageReference Include="Acme" Version="[2.0.0]" />""")]
    [InlineData("""<PackageReference Include="Acme" Version="[1.0.0,2.0.0)" />""", """<PackageReference Include="Acme" Version="2.0.0" />""")]
    [InlineData("""<PackageReference Include="Acme" Version="1.*" />""", """<PackageReference Include="Acme" Version="2.0.0" />""")]
    [InlineData("""<PackageReference Include="Other;Acme" Version="1.0.0" />""", """<PackageReference Include="Other;Acme" Version="2.0.0" />""")]
    public async Task PatchAsync_EachForm_ChangesTheVersionAlone(string before, string after)
    {
        const string Frame = "<!-- <PackageReference Include=\"Acme\" Version=\"1.0.0\" /> -->\n<Project>\n\t<ItemGroup>  {0}\n<PackageReference Include=\"Acme.More\" Version=\"1.0.0\" /></ItemGroup>\n</Project>";
        _tree.Write("src/a.csproj", Frame.Replace("{0}", before, StringComparison.Ordinal));

        Assert.Equal(PatcherEnding.Done, (await UpgradeAsync("nuget:Acme@2.0.0")).Ending);

        Assert.Equal(Frame.Replace("{0}", after, StringComparison.Ordinal), _tree.Read("src/a.csproj"));
    }

    [Fact]
    public async Task PatchAsync_VersionInAProperty_ChangesTheProperty()
    {
        _tree.Write("Directory.Build.props", "<Project><PropertyGroup><AcmeBase>1.0.0</AcmeBase>\n<AcmeVersion>$(AcmeBase)</AcmeVersion></PropertyGroup></Project>");
        _tree.Write("src/a.csproj", "<Project><ItemGroup><PackageReference Include=\"Acme\" Version=\"$(AcmeVersion)\" /></ItemGroup></Project>");
        var project = _tree.Read("src/a.csproj");

        await UpgradeAsync("nuget:Acme@2.0.0");

        Assert.Contains("<AcmeBase>2.0.0</AcmeBase>\n<AcmeVersion>$(AcmeBase)<", _tree.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Equal(project, _tree.Read("src/a.csproj"));
    }

    [Theory]
    [InlineData("utf-8-mark")]
    [InlineData("utf-16")]
    [InlineData("latin-1")]
    public async Task PatchAsync_AnyEncoding_KeepsEveryOtherByte(string kind)
    {
        const string Text = "<Project>\r\n  <!-- für Öl -->\r\n  <ItemGroup><PackageReference Include=\"Acme\" Version=\"1.0.0\" /></ItemGroup>\r\n</Project>\r\n";
        Encoding encoding = kind switch { "utf-8-mark" => new UTF8Encoding(true), "utf-16" => Encoding.Unicode, _ => Encoding.Latin1 };
        byte[] Bytes(string text) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
        Directory.CreateDirectory(_tree.Path);
        await File.WriteAllBytesAsync(_tree.File("a.csproj"), Bytes(Text));

        await UpgradeAsync("nuget:Acme@2.0.0");

        Assert.Equal(Bytes(Text.Replace("1.0.0", "2.0.0", StringComparison.Ordinal)), await File.ReadAllBytesAsync(_tree.File("a.csproj")));
    }

    [Fact]
    public async Task PatchAsync_SeveralAtOnce_SummaryNamesThem()
    {
        _tree.Write("a.csproj", "<Project><ItemGroup><PackageReference Include=\"A\" Version=\"1.0.0\" /><PackageReference Include=\"B\" Version=\"3.0.0\" /></ItemGroup></Project>");

        var outcome = await UpgradeAsync("nuget:A@2.0.0", "nuget:B@3.0.0");

        Assert.Equal("Upgrade A to 2.0.0", outcome.Summary);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("2.0.0")]
    public async Task PatchAsync_SameOrNewerInUse_IsNotApplicable(string wanted)
    {
        _tree.Write("a.csproj", "<Project><ItemGroup><PackageReference Include=\"A\" Version=\"2.0.0\" /></ItemGroup></Project>");

        Assert.Equal(PatcherEnding.NotApplicable, (await UpgradeAsync($"nuget:A@{wanted}")).Ending);
    }

    [Theory]
    [InlineData("""<PackageReference Include="Other" Version="1.0.0" />""", "No project of the repository gives a version of Acme")]
    [InlineData("""<PackageReference Include="Acme" Version="$(FromNowhere)" />""", "$(FromNowhere)")]
    public async Task PatchAsync_NothingToEdit_FailsClearly(string item, string said)
    {
        _tree.Write("a.csproj", $"<Project><ItemGroup>{item}</ItemGroup></Project>");

        var outcome = await UpgradeAsync("nuget:Acme@2.0.0");

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.Contains(said, outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchAsync_LockFile_IsRefreshedByARealRestore()
    {
        _tree.CopySample("parcels/repository");
        var project = _tree.Read("src/Parcels/Parcels.csproj");
        _tree.Write("src/Parcels/Parcels.csproj", project.Replace("<ItemGroup>", "<PropertyGroup><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile></PropertyGroup><ItemGroup>", StringComparison.Ordinal));
        _tree.Write("src/Parcels/packages.lock.json", "{ \"version\": 2, \"dependencies\": {} }");

        var outcome = await UpgradeAsync("nuget:Rates@2.0.0");

        Assert.True(outcome.Ending == PatcherEnding.Done, outcome.Detail);
        Assert.Contains("\"resolved\": \"2.0.0\"", _tree.Read("src/Parcels/packages.lock.json"), StringComparison.Ordinal);
    }

    private Task<PatcherOutcome> UpgradeAsync(params string[] upgrades)
        => _tree.PatchAsync(new PatcherSpec { Type = PatcherType.Dependency, Upgrades = upgrades });
}

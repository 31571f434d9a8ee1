using BackgroundAgent.Patching.Dependencies;

namespace BackgroundAgent.Patching.Tests.Dependencies;

public sealed class UpgradeSpecTests
{
    [Theory]
    [InlineData("nuget:Newtonsoft.Json@13.0.3", "nuget", "Newtonsoft.Json", "13.0.3")]
    [InlineData("npm:lodash@4.17.21", "npm", "lodash", "4.17.21")]
    [InlineData("npm:@scope/name@1.2.3", "npm", "@scope/name", "1.2.3")]
    [InlineData("npm:react@19.0.0-rc.1", "npm", "react", "19.0.0-rc.1")]
    [InlineData("nuget:A@1.2.3.4", "nuget", "A", "1.2.3.4")]
    public void TryParse_Upgrade_IsRead(string text, string ecosystem, string name, string version)
    {
        Assert.True(UpgradeSpec.TryParse(text, out var spec, out _));
        Assert.Equal((ecosystem, name, version), (spec!.Ecosystem, spec.Name, spec.VersionText));
        Assert.Equal(text, spec.ToString());
    }

    [Theory]
    [InlineData("lodash@4.17.21")]
    [InlineData("npm:lodash")]
    [InlineData("npm:lodash@")]
    [InlineData("npm:lodash@latest")]
    [InlineData("npm:@/x@1.0.0")]
    [InlineData("npm:../evil@1.0.0")]
    [InlineData("cargo:serde@1.0.0")]
    [InlineData("nuget:A B@1.0.0")]
    [InlineData("nuget:A@[1.0,2.0)")]
    [InlineData("npm:a@1.0.0; rm -rf /")]
    public void TryParse_AnythingElse_SaysWhatIsWrong(string text)
    {
        Assert.False(UpgradeSpec.TryParse(text, out var spec, out var fault));
        Assert.Null(spec);
        Assert.False(string.IsNullOrEmpty(fault));
    }
}

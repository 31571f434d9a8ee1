namespace BackgroundAgent.Sandbox.Tests;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("PATH", "/usr/bin")]
    [InlineData("DOTNET_ROOT", "/opt/dotnet")]
    [InlineData("NUGET_PACKAGES", "/cache")]
    [InlineData("npm_config_registry", "https://registry.example/npm/")]
    [InlineData("LC_ALL", "C")]
    [InlineData("HTTPS_PROXY", "http://proxy.example:3128")]
    public void Select_WhatToolsNeed_IsPassedOn(string name, string value)
        => Assert.Equal(value, Select(name, value).GetValueOrDefault(name));

    [Theory]
    [InlineData("GITHUB_TOKEN", "x")]
    [InlineData("GITHUB_ACTIONS", "true")]
    [InlineData("TEMPORAL_API_KEY", "x")]
    [InlineData("TEMPORAL_ADDRESS", "127.0.0.1:7233")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "x")]
    [InlineData("NUGET_API_KEY", "x")]
    [InlineData("npm_config__auth", "x")]
    [InlineData("NPM_CONFIG_//registry.example/:_authToken", "x")]
    [InlineData("DOTNET_DASHBOARD_APITOKEN", "x")]
    [InlineData("OPENAI_API_KEY", "x")]
    [InlineData("BGAGENT_WEBHOOK_SECRET", "x")]
    [InlineData("HTTPS_PROXY", "http://user:pass@proxy.example:3128")]
    [InlineData("SSH_AUTH_SOCK", "/run/agent")]
    [InlineData("SOMETHING", "else")]
    public void Select_SecretsAndStrangers_StayOut(string name, string value) => Assert.Empty(Select(name, value));

    [Fact]
    public void Select_FurtherNames_AreAllowedButNotAsSecrets()
    {
        var own = new Dictionary<string, string?> { ["ACME_HOME"] = "/a", ["ACME_TOKEN"] = "t", ["CC"] = "gcc" };

        Assert.Equal(["ACME_HOME", "CC"], ChildEnvironment.Select(own, ["ACME_*", "CC"]).Keys.Order());
    }

    [Fact]
    public async Task RunAsync_SecretInOurEnvironment_IsNotInTheirs()
    {
        using var folder = new TempFolder();
        Environment.SetEnvironmentVariable("SANDBOX_TEST_TOKEN", "tell-nobody");
        try
        {
            var request = Runners.Shell("env", folder.Path) with { Environment = new Dictionary<string, string> { ["GIVEN"] = "yes" } };
            var outcome = await Runners.Create().RunAsync(request);

            Assert.DoesNotContain("tell-nobody", outcome.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("GIVEN=yes\n", outcome.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("\nPATH=", "\n" + outcome.StandardOutput, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SANDBOX_TEST_TOKEN", null);
        }
    }

    private static Dictionary<string, string> Select(string name, string value)
        => ChildEnvironment.Select([new KeyValuePair<string, string?>(name, value)], []);
}

using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class DataDirectoryTests
{
    [Theory]
    [InlineData(null, null, null, "/home/ada/.local/state/bgagent")]
    [InlineData(null, null, "/state", "/state/bgagent")]
    [InlineData(null, null, "relative", "/home/ada/.local/state/bgagent")]
    [InlineData(null, "/env", "/state", "/env")]
    [InlineData(null, "env", null, "/work/env")]
    [InlineData("/typed/", "/env", "/state", "/typed")]
    [InlineData("typed", null, null, "/work/typed")]
    public void Resolve_Sources_TypedThenEnvironmentThenXdg(string? typed, string? environment, string? xdg, string expected)
    {
        var cli = new Cli { WorkingDirectory = "/work" };
        cli.Variables["BGAGENT_DATA_DIR"] = environment ?? "";
        cli.Variables["XDG_STATE_HOME"] = xdg ?? "";

        Assert.Equal(expected, DataDirectory.Resolve(cli.Host, typed));
    }
}

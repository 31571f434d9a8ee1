using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Paths(BgagentCommand.Build(new Cli().Host), "")];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_EveryVerb_HasExamplesThatParseAndExitCodes(string verb)
    {
        var cli = new Cli();

        var exit = await cli.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, exit);
        Assert.Contains("Exit codes:", cli.Out, StringComparison.Ordinal);
        Assert.Contains("2 blocked, 3 needs-human, 4 cancelled, 64", cli.Out, StringComparison.Ordinal);
        Assert.Contains("Examples:", cli.Out, StringComparison.Ordinal);
        Assert.Contains("bgagent " + verb, cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_BesideMistakes_StillHelps()
    {
        var cli = new Cli();

        Assert.Equal(0, await cli.RunAsync("show", "--help"));
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task Version_Option_IsOneLine()
    {
        var cli = new Cli();

        Assert.Equal(0, await cli.RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\r?\n$", cli.Out);
    }

    private static IEnumerable<string> Paths(Command command, string path)
        => command.Subcommands.SelectMany(verb => Paths(verb, $"{path} {verb.Name}".Trim()).Prepend($"{path} {verb.Name}".Trim()));
}

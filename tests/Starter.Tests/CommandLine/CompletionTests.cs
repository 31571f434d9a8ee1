using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bgagent sh", "show")]
    [InlineData("bgagent schedule tr", "trigger")]
    [InlineData("bgagent list --st", "--state")]
    [InlineData("bgagent list --state awaiting", "awaiting-approval")]
    [InlineData("bgagent completion f", "fish")]
    public async Task Suggest_Prefix_OffersTheWord(string line, string expected)
    {
        var cli = new Cli();

        var exit = await cli.RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal(0, exit);
        Assert.Contains(expected, cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Completion_Bash_CompletesInARealShell()
    {
        using var folder = new TempFolder();
        var cli = new Cli();
        await cli.RunAsync("completion", "bash");
        var script = folder.File("completion.bash", cli.Out);
        var probe = $$"""
            PATH="{{Path.GetDirectoryName(Programs.Bgagent)}}:$PATH"
            source {{script}}
            COMP_LINE='bgagent sched'; COMP_POINT=13; COMP_WORDS=(bgagent sched); COMP_CWORD=1
            _bgagent
            echo "${COMPREPLY[@]}"
            complete -p bgagent
            """;

        var (exit, output, error) = await Programs.RunAsync("bash", folder.Path, "-c", probe);

        Assert.True(exit == 0, error);
        Assert.StartsWith("schedule\n", output, StringComparison.Ordinal);
        Assert.Contains("-F _bgagent bgagent", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_OtherShells_AsksTheProgram(string shell)
    {
        var cli = new Cli();

        Assert.Equal(0, await cli.RunAsync("completion", shell));
        Assert.Contains("[suggest:", cli.Out, StringComparison.Ordinal);
        using var folder = new TempFolder();
        if (await IsThereAsync(shell, folder))
        {
            var (exit, _, error) = await Programs.RunAsync(shell, folder.Path, "-n", folder.File("completion", cli.Out));
            Assert.True(exit == 0, error);
        }
    }

    private static async Task<bool> IsThereAsync(string shell, TempFolder folder)
        => (await Programs.RunAsync("bash", folder.Path, "-c", "command -v " + shell)).ExitCode == 0;
}

using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class TemporalTargetTests
{
    private const string Up = "127.0.0.1:4000";

    [Theory]
    [InlineData("", "", true, Up, "default")]
    [InlineData("--address a:1", "", true, "a:1", null)]
    [InlineData("--address a:1 --namespace n", "b:2", true, "a:1", "n")]
    [InlineData("", "b:2", true, null, null)]
    [InlineData("--namespace n", "b:2", false, null, "n")]
    [InlineData("--data-dir /d", "b:2", true, Up, "default")]
    [InlineData("--data-dir /d --namespace n", "", true, Up, "n")]
    public void Choose_Sources_ExplicitThenEnvironmentThenFound(string typed, string environment, bool running, string? address, string? space)
    {
        var target = Choose(typed, environment, running);

        Assert.Equal((address, space), (target.Address, target.Namespace));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--data-dir /d")]
    public void Choose_NothingRuns_SaysWhatToDo(string typed)
    {
        var refused = Assert.Throws<CliException>(() => Choose(typed, typed.Length == 0 ? "" : "b:2", running: false));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--address", refused.Advice, StringComparison.Ordinal);
    }

    private static TemporalTarget Choose(string typed, string environment, bool running)
    {
        var cli = new Cli();
        cli.Variables["TEMPORAL_ADDRESS"] = environment;
        var options = new GlobalOptions();
        var connection = new ConnectionOptions();
        var root = new RootCommand();
        options.AddTo(root);
        connection.AddTo(root);
        var context = new VerbContext(cli.Host, root.Parse(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries)), options);
        return TemporalTarget.Choose(context, connection, _ => running ? (Up, "default") : null);
    }
}

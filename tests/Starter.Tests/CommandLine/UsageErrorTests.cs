using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class UsageErrorTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "a verb is missing" },
        { "lst", "Did you mean 'list'?" },
        { "frobnicate", "'frobnicate'" },
        { "list --frob", "'--frob'" },
        { "list --state happy", "'happy'" },
        { "list --limit 0", "--limit: '0' is not a number from 1 to 10000" },
        { "list --limit many", "--limit: 'many' is not a number" },
        { "list --address nowhere", "--address: 'nowhere' is not host:port" },
        { "list --address http://host:1", "is not host:port" },
        { "show", "'TASK'" },
        { "show Not_An_Id", "'Not_An_Id' is not a task id" },
        { "show -- -x", "'-x' is not a task id" },
        { "approve a --commit abc", "--commit: 'abc' is not a full commit id" },
        { "approve a --by ", "--by: a login has 1 to 200 characters" },
        { "reject a", "'--feedback'" },
        { "steer a", "'TEXT'" },
        { "logs a --attempt 0", "--attempt: '0' is not a number from 1" },
        { "logs a --tail x", "--tail: 'x' is not a number from 1" },
        { "diagnose", "there is nothing to read" },
        { "completion tcsh", "'tcsh'" },
        { "schedule", "a verb is missing" },
        { "schedule create nightly --repo .", "'--cron'" },
        { "schedule create Bad! --cron x --repo .", "'Bad!' is not a name for a schedule" },
        { "schedule create n --cron x --repo . --jitter 5", "--jitter: '5' is not a time" },
        { "schedule create n --cron x --repo . --at-once 0", "--at-once: '0' is not a number from 1 to 20" },
        { "enqueue --ci true", "nothing says how to change the code" },
        { "enqueue --agent true --id -x-", "--id: '-x-' is not a task id" },
        { "enqueue --agent true --again", "--again needs --id" },
        { "enqueue --agent true --attempts 21", "--attempts: '21' is not a number from 1 to 20" },
        { "enqueue --agent true --attempts -1", "--attempts: '-1' is not a number from 1 to 20" },
        { "enqueue --agent true --ci-wait 10", "--ci-wait: '10' is not a time from 1s to 1d" },
        { "enqueue --agent true --max-runtime 8d", "--max-runtime: '8d' is not a time from 1m to 7d" },
        { "enqueue --agent true --max-cost free", "--max-cost: 'free' is not an amount" },
        { "enqueue --agent true --max-coverage-drop 101", "--max-coverage-drop: '101' is not a number of percentage points up to 100" },
        { "enqueue --agent true --max-lines 0", "--max-lines: '0' is not a number from 1 to 1000000" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Invoke_WrongArguments_NamesTheMistakeAndEndsWith64(string commandLine, string expected)
    {
        var cli = new Cli();

        var exit = await cli.RunAsync(commandLine.Length == 0 ? [] : commandLine.Split(' '));

        Assert.Equal(64, exit);
        Assert.Contains(expected, cli.Error, StringComparison.Ordinal);
        Assert.Contains("--help", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }

    [Fact]
    public async Task Invoke_NobodyRuns_SaysHowToStart()
    {
        using var data = new TempFolder();
        var cli = new Cli();

        var exit = await cli.RunAsync("list", "--data-dir", data.Path);

        Assert.Equal(1, exit);
        Assert.Contains($"no 'bgagent up' is running on {data.Path}", cli.Error, StringComparison.Ordinal);
        Assert.Contains("bgagent up", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_NoTemporalThere_SaysWhichAddress()
    {
        var cli = new Cli();

        var exit = await cli.RunAsync("list", "--address", "127.0.0.1:1");

        Assert.Equal(1, exit);
        Assert.Contains("cannot reach Temporal at 127.0.0.1:1", cli.Error, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.Tasks;

/// <summary>The verbs against a real server, with tasks that only go through the motions.</summary>
public sealed class TaskVerbTests(TaskServer server) : IClassFixture<TaskServer>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Enqueue_SameIdTwice_StartsOne()
    {
        var id = await EnqueueAsync("wait");

        var (exit, output, _) = await EnqueueAgainAsync(id, "wait");

        Assert.Equal(0, exit);
        Assert.False(Json(output).GetProperty("created").GetBoolean());
    }

    [Fact]
    public async Task Enqueue_FinishedId_NeedsAgain()
    {
        var id = await EnqueueAsync("end green");
        await RunAsync("watch", id);

        Assert.False(Json((await EnqueueAgainAsync(id, "end blocked")).Out).GetProperty("created").GetBoolean());
        Assert.True(Json((await EnqueueAgainAsync(id, "end blocked", "--again")).Out).GetProperty("created").GetBoolean());
        Assert.Equal(2, (await RunAsync("watch", id)).ExitCode);
    }

    [Theory]
    [InlineData("end green", 0)]
    [InlineData("end blocked", 2)]
    [InlineData("end needs-human", 3)]
    [InlineData("end cancelled", 4)]
    [InlineData("again", 0)]
    public async Task Watch_TerminalState_IsTheExitCode(string script, int expected)
    {
        var id = await EnqueueAsync(script);

        var (exit, output, error) = await RunAsync("watch", id, "--json");

        Assert.True(exit == expected, $"{exit}: {error}{output}");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json).ToList();
        Assert.Equal("queued", lines[0].GetProperty("state").GetString());
        Assert.Equal("end", lines[^1].GetProperty("event").GetString());
        Assert.Equal(id, lines[^1].GetProperty("task").GetProperty("taskId").GetString());
        if (script == "again")
        {
            Assert.Contains(lines, line => line.TryGetProperty("state", out var state) && state.GetString() == "preparing");
        }
    }

    [Fact]
    public async Task Show_RunningTask_IsItsState()
    {
        var id = await WaitingAsync();

        var (_, output, _) = await RunAsync("show", id, "--json");
        var (_, plain, _) = await RunAsync("show", id);

        var task = Json(output);
        Assert.Equal("awaiting-approval", task.GetProperty("state").GetString());
        Assert.Equal(1, task.GetProperty("attempts").GetArrayLength());
        Assert.Contains($"task: {id}", plain, StringComparison.Ordinal);
        Assert.Contains("state: awaiting-approval, approvals 0 of 1", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_UnknownTask_SaysSo()
    {
        var (exit, _, error) = await RunAsync("show", "nobody");

        Assert.Equal(1, exit);
        Assert.Contains("there is no task nobody", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ByRepositoryAndState_FindsTheTask()
    {
        var id = await WaitingAsync();
        var repository = Path.Combine(folder.Path, "app");

        var rows = await PollAsync(async () => Json((await RunAsync("list", "--repo", repository, "--state", "awaiting-approval", "--json")).Out)
            .GetProperty("tasks").EnumerateArray().ToList(), rows => rows.Count == 1, "the task in the list");
        var (_, plain, _) = await RunAsync("list", "--repo", repository, "--open");
        var (_, none, _) = await RunAsync("list", "--repo", repository, "--state", "green");

        Assert.Equal(id, rows[0].GetProperty("taskId").GetString());
        Assert.Equal("wait", rows[0].GetProperty("title").GetString());
        Assert.Equal("running", rows[0].GetProperty("execution").GetString());
        Assert.Equal([id, "awaiting-approval", "-", "1"], plain.Split('\t')[..4]);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Approve_HeadByDefault_BindsCommitPolicyAndPerson()
    {
        var id = await WaitingAsync();

        var (exit, output, _) = await RunAsync("approve", id, "--by", "grace", "--comment", "fine");
        var (watched, _, _) = await RunAsync("watch", id);

        Assert.Equal(0, exit);
        Assert.Equal($"{id}: approved (green)\n", output);
        Assert.Equal(0, watched);
        var detail = Json((await RunAsync("show", id, "--json")).Out).GetProperty("detail").GetString();
        Assert.Equal($"approved by grace for {Samples.Red.Commit![..7]} under hash: fine", detail);
        Assert.Contains("has ended", (await RunAsync("approve", id)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_EachVerb_ReachesTheTask()
    {
        var id = await WaitingAsync();
        (string[] Arguments, string Detail)[] messages =
        [
            (["steer", id, "use the overload"], "ada says use the overload"),
            (["pause", id, "--why", "release"], "paused by ada: release"),
            (["hand-back", id, "--no-wait", "--by", "bob"], "handed back by bob: "),
            (["reject", id, "--feedback", "no"], "rejected by ada: no"),
        ];

        foreach (var (arguments, detail) in messages)
        {
            var (exit, _, error) = await RunAsync(arguments);
            Assert.True(exit == 0, error);
            await PollAsync(
                async () => Json((await RunAsync("show", id, "--json")).Out).GetProperty("detail").GetString(), text => text == detail, detail);
        }

        Assert.Equal(3, (await RunAsync("watch", id)).ExitCode);
    }

    [Fact]
    public async Task Resume_RefusedByTheTask_SaysWhy()
    {
        var id = await WaitingAsync();

        var (exit, _, error) = await RunAsync("resume", id);

        Assert.Equal(1, exit);
        Assert.Contains($"task {id} refused: the task is not paused", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_Json_HasTheReceipt()
    {
        var id = await WaitingAsync();

        var receipt = Json((await RunAsync("cancel", id, "--json")).Out);

        Assert.Equal("cancel", receipt.GetProperty("message").GetString());
        Assert.True(receipt.GetProperty("answered").GetBoolean());
        Assert.Equal("cancelled", receipt.GetProperty("state").GetString());
        Assert.Equal(4, (await RunAsync("watch", id)).ExitCode);
    }

    [Fact]
    public async Task Logs_FileOfThisMachine_IsPrinted()
    {
        var log = folder.File("ci.log", "one\ntwo\nthree\n");
        var id = await EnqueueAsync("wait", "--prompt", log);

        Assert.Equal("one\ntwo\nthree\n", (await RunAsync("logs", id)).Out);
        Assert.Equal("three\n", (await RunAsync("logs", id, "--tail", "1", "--attempt", "1")).Out);
        Assert.Contains("has no attempt 2", (await RunAsync("logs", id, "--attempt", "2")).Error, StringComparison.Ordinal);
    }

    private async Task<string> WaitingAsync()
    {
        var id = await EnqueueAsync("wait");
        await PollAsync(
            async () => Json((await RunAsync("show", id, "--json")).Out).GetProperty("state").GetString(), state => state == "awaiting-approval", "awaiting-approval");
        return id;
    }

    private async Task<string> EnqueueAsync(string script, params string[] more)
    {
        await Programs.RepositoryAsync(folder);
        var id = "t" + Guid.NewGuid().ToString("N");
        var (exit, output, error) = await EnqueueAgainAsync(id, script, more);
        Assert.True(exit == 0, error);
        Assert.True(Json(output).GetProperty("created").GetBoolean());
        return id;
    }

    private Task<(int ExitCode, string Out, string Error)> EnqueueAgainAsync(string id, string script, params string[] more)
        => RunAsync(["enqueue", "--repo", Path.Combine(folder.Path, "app"), "--ci", "true", "--agent", "true", "--id", id, "--title", script, "--json", .. more]);

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        var exit = await cli.RunAsync([.. arguments, "--address", server.Address]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(' ', arguments)}: {exit} {cli.Error}");
        return (exit, cli.Out, cli.Error);
    }

    private static async Task<T> PollAsync<T>(Func<Task<T>> look, Func<T, bool> done, string what)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (true)
        {
            var seen = await look();
            if (done(seen))
            {
                return seen;
            }

            Assert.True(Environment.TickCount64 < deadline, $"waited 20 s for {what}, last saw {seen}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

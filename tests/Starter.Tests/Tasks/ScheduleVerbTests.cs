using System.Text.Json;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.Tasks;

/// <summary>The verbs of schedules against a real server, from creation to deletion.</summary>
public sealed class ScheduleVerbTests(TaskServer server) : IClassFixture<TaskServer>, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string name = "s" + Guid.NewGuid().ToString("N")[..12];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Create_ThenShow_SaysWhatWhenAndForWhom()
    {
        await CreateAsync();

        var shown = await JsonAsync("show", name);

        Assert.Equal(name, shown.GetProperty("name").GetString());
        Assert.False(shown.GetProperty("paused").GetBoolean());
        Assert.Equal("0 2 * * *", shown.GetProperty("cron")[0].GetString());
        Assert.Equal("Europe/Berlin", shown.GetProperty("timeZone").GetString());
        Assert.Equal(Path.Combine(folder.Path, "app"), shown.GetProperty("repositories")[0].GetString());
        Assert.True(shown.GetProperty("next").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Create_SameNameTwice_IsRefused()
    {
        await CreateAsync();

        var (exit, _, error) = await CreateAgainAsync("0 2 * * *");

        Assert.Equal(1, exit);
        Assert.Contains($"there is a schedule {name} already", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_CronThatIsNone_IsAUsageError()
    {
        await Programs.RepositoryAsync(folder);

        var (exit, _, error) = await CreateAgainAsync("every night");

        Assert.True(exit == 64, error);
        Assert.Contains("--cron", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AfterCreate_HasItsRow()
    {
        await CreateAsync();

        // Lists follow a moment later on a genuine server.
        await TestKit.Eventually.IsAsync("the schedule in the list", async () => (await RunAsync("list")).Out, text => text.Contains(name + "\t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trigger_StartsANightNow()
    {
        await CreateAsync();

        var (exit, output, _) = await RunAsync("trigger", name);

        Assert.Equal((0, $"schedule {name} triggered\n"), (exit, output));
        var shown = await TestKit.Eventually.IsAsync("a night", () => JsonAsync("show", name), one => one.GetProperty("runs").GetInt64() == 1);
        Assert.StartsWith("nightly-" + name, shown.GetProperty("recent")[0].GetProperty("workflowId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PauseAndResume_Change_WhatShowSays()
    {
        await CreateAsync();

        Assert.Equal(0, (await RunAsync("pause", name)).ExitCode);
        Assert.True((await JsonAsync("show", name)).GetProperty("paused").GetBoolean());
        Assert.Equal(0, (await RunAsync("resume", name)).ExitCode);
        Assert.False((await JsonAsync("show", name)).GetProperty("paused").GetBoolean());
    }

    [Theory]
    [InlineData("show")]
    [InlineData("trigger")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("delete")]
    public async Task AnyVerb_AfterDelete_SaysThereIsNone(string verb)
    {
        await CreateAsync();
        Assert.Equal(0, (await RunAsync("delete", name)).ExitCode);

        var (exit, _, error) = await TestKit.Eventually.IsAsync("the deletion", () => RunAsync(verb, name), run => run.ExitCode != 0);

        Assert.Equal(1, exit);
        Assert.Contains($"there is no schedule {name}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NameOfTheSystem_IsAUsageError()
    {
        var cli = new Cli { WorkingDirectory = folder.Path };

        var exit = await cli.RunAsync("schedule", "create", "system-janitor", "--cron", "0 2 * * *", "--repo", folder.Path, "--address", server.Address);

        Assert.True(exit == 64, cli.Error);
        Assert.Contains("schedule ensure", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_AgainAndAfterASettingChanged_MakesChangesAndDeletes()
    {
        Assert.Equal(["system-redelivery: created", "system-janitor: created"], await EnsureAsync("{}"));
        Assert.Equal(["system-redelivery: unchanged", "system-janitor: unchanged"], await EnsureAsync("{}"));
        Assert.Equal(0, (await RunAsync("pause", "system-janitor")).ExitCode);
        Assert.Equal(
            ["system-redelivery: changed", "system-janitor: changed"],
            await EnsureAsync("""{ "RedeliverEvery": "00:30:00", "JanitorDryRun": true, "JanitorRepositories": ["https://github.com/o/r.git"] }"""));

        var janitor = await JsonAsync("show", "system-janitor");
        Assert.True(janitor.GetProperty("paused").GetBoolean());
        Assert.Equal("@every 1d", janitor.GetProperty("cron")[0].GetString());
        var described = await server.Client.GetScheduleHandle("bgagent-system-redelivery").DescribeAsync();
        Assert.Equal(Temporalio.Api.Enums.V1.ScheduleOverlapPolicy.Skip, described.Schedule.Policy.Overlap);
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(3)), (described.Schedule.Policy.CatchupWindow, described.Schedule.Spec.Jitter));

        Assert.Equal(["system-redelivery: deleted", "system-janitor: deleted"], await EnsureAsync("""{ "RedeliverEvery": "00:00:00", "JanitorEvery": "00:00:00" }"""));
        Assert.Equal(["system-redelivery: off", "system-janitor: off"], await EnsureAsync("""{ "RedeliverEvery": "00:00:00", "JanitorEvery": "00:00:00" }"""));
    }

    [Fact]
    public async Task Ensure_SettingsOutOfRange_NamesThemAll()
    {
        folder.File("data/bgagent.json", """{ "GitHub": { "AppId": "1" }, "Maintenance": { "JanitorGrace": "00:00:01", "RedeliverEvery": "00:00:01" } }""");

        var (exit, _, error) = await RunAsync("ensure", "--data-dir", Path.Combine(folder.Path, "data"));

        Assert.Equal(1, exit);
        Assert.Contains("JanitorGrace", error, StringComparison.Ordinal);
        Assert.Contains("RedeliverEvery", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_GitHubNotSetUp_SaysWhatToDo()
    {
        var (exit, _, error) = await RunAsync("ensure", "--data-dir", Path.Combine(folder.Path, "empty"));

        Assert.Equal(1, exit);
        Assert.Contains("bgagent github setup", error, StringComparison.Ordinal);
    }

    private async Task<string[]> EnsureAsync(string maintenance)
    {
        folder.File("data/bgagent.json", $$"""{ "GitHub": { "AppId": "1" }, "Maintenance": {{maintenance}} }""");
        var (exit, output, error) = await RunAsync("ensure", "--data-dir", Path.Combine(folder.Path, "data"));
        Assert.True(exit == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["schedule ".Length..])];
    }

    private async Task CreateAsync()
    {
        await Programs.RepositoryAsync(folder);
        var (exit, output, error) = await CreateAgainAsync("0 2 * * *");
        Assert.True(exit == 0, error);
        Assert.Equal($"schedule {name} created\n", output);
    }

    private Task<(int ExitCode, string Out, string Error)> CreateAgainAsync(string cron)
        => RunAsync("create", name, "--cron", cron, "--time-zone", "Europe/Berlin", "--repo", Path.Combine(folder.Path, "app"), "--ci", "true");

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (exit, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(exit == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        return (await cli.RunAsync(["schedule", .. arguments, "--address", server.Address]), cli.Out, cli.Error);
    }
}

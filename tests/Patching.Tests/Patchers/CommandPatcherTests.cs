using System.Text.Json;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Tests.Patchers;

public sealed class CommandPatcherTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task PatchAsync_Agent_IsGivenWhatItNeeds()
    {
        Environment.SetEnvironmentVariable("COMMAND_PATCHER_TEST_TOKEN", "tell-nobody");
        const string Agent = """
            cat > stdin.txt; cp "$BGAGENT_PROMPT_FILE" prompt.txt; cp "$BGAGENT_FINDINGS_FILE" findings.json
            echo "$BGAGENT_TASK $BGAGENT_ATTEMPT" > about.txt; env > env.txt; printf 0.25 > "$BGAGENT_COST_FILE"
            """;
        var context = _tree.Context(Command(Agent), Findings.Of("CS0103: no such name", "src/a.cs", 7, "CS0103"));
        context = context with { Request = context.Request with { Feedback = ["Use tabs."], Digest = "1 error in src/a.cs" } };

        var outcome = await _tree.PatchAsync(context);

        Assert.Equal(PatcherEnding.Done, outcome.Ending);
        Assert.Equal(0.25m, outcome.CostUsd);
        var prompt = _tree.Read("prompt.txt");
        Assert.Equal(prompt, _tree.Read("stdin.txt"));
        Assert.All(new[] { "Make it work", "Do the thing.", "Use tabs.", "1 error in src/a.cs" }, part => Assert.Contains(part, prompt, StringComparison.Ordinal));
        Assert.Equal("t-1 2\n", _tree.Read("about.txt"));
        Assert.DoesNotContain("tell-nobody", _tree.Read("env.txt"), StringComparison.Ordinal);
        using var findings = JsonDocument.Parse(_tree.Read("findings.json"));
        var finding = Assert.Single(findings.RootElement.EnumerateArray());
        Assert.Equal(("src/a.cs", 7, "CS0103"), (finding.GetProperty("file").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task PatchAsync_FirstAttempt_FindingsAreAnEmptyArray()
    {
        await _tree.PatchAsync(Command("cp \"$BGAGENT_FINDINGS_FILE\" findings.json"));

        Assert.Empty(JsonSerializer.Deserialize<List<Finding>>(_tree.Read("findings.json"), JsonSerializerOptions.Web)!);
    }

    [Fact]
    public async Task PatchAsync_FindingsOnDisk_WinOverTheBoundedOnes()
    {
        var all = Path.Combine(_tree.Path, "..", "all.json");
        await File.WriteAllTextAsync(all, JsonSerializer.Serialize(new[] { Findings.Of("one"), Findings.Of("two") }, JsonSerializerOptions.Web));
        var context = _tree.Context(Command("cp \"$BGAGENT_FINDINGS_FILE\" findings.json"), Findings.Of("one")) with { FindingsFile = all };

        await _tree.PatchAsync(context);

        Assert.Equal(2, JsonSerializer.Deserialize<List<Finding>>(_tree.Read("findings.json"), JsonSerializerOptions.Web)!.Count);
    }

    [Fact]
    public async Task PatchAsync_AgentFails_SaysWhyWithoutSecrets()
    {
        var outcome = await _tree.PatchAsync(Command("echo 'login with password=hunter2secret refused' >&2; exit 4"));

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.Contains("exit code 4", outcome.Detail, StringComparison.Ordinal);
        Assert.Contains("refused", outcome.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", outcome.Detail, StringComparison.Ordinal);
        Assert.Contains("refused", await File.ReadAllTextAsync(outcome.LogFile!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchAsync_AgentTakesTooLong_TimesOut()
    {
        var context = _tree.Context(Command("sleep 600"));
        var budgets = context.Request.Policy.Budgets with { Runtime = TimeSpan.FromSeconds(1) };
        context = context with { Request = context.Request with { Policy = context.Request.Policy with { Budgets = budgets } } };

        Assert.Equal(PatcherEnding.TimedOut, (await _tree.PatchAsync(context)).Ending);
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("-5")]
    [InlineData("1e9")]
    public async Task PatchAsync_OddCost_CountsAsNothing(string cost)
        => Assert.Equal(0, (await _tree.PatchAsync(Command($"printf '%s' '{cost}' > \"$BGAGENT_COST_FILE\""))).CostUsd);

    [Fact]
    public async Task PatchAsync_Agent_ReportsProgressLineByLine()
    {
        List<string> lines = [];
        var context = _tree.Context(Command("echo reading; echo writing")) with { Progress = lines.Add };

        await _tree.PatchAsync(context);

        Assert.Equal(["reading", "writing"], lines);
    }

    private static PatcherSpec Command(string command) => new() { Type = PatcherType.Command, Command = command };
}

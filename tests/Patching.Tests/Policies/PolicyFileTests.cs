using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Policies;

namespace BackgroundAgent.Patching.Tests.Policies;

public sealed class PolicyFileTests
{
    [Fact]
    public void Parse_WholeFile_ReadsEveryKey()
    {
        var result = PolicyFile.Parse(
            """
            version: 1
            budgets: { attempts: 5, flakyRerunsPerJob: 0, infraReruns: 4, runtime: 1h30m, ciWait: 90s, noCheckReported: 2m, approval: 7d, changedLines: 50, coverageDrop: 0.5, costUsd: 2.5 }
            ci:
              command: dotnet test
              requiredChecks: [build, "test (linux)"]
              quietPeriod: 15s
            protectedPaths: ["infra/**"]
            highRisk: true
            approvals: 2
            approvers: [alice]
            patchers: [playbook, command]
            notifiers: [console]
            network: false
            """);

        Assert.Empty(result.ErrorText);
        var said = result.Overrides;
        Assert.Equal(5, said.Budgets.Attempts);
        Assert.Equal(0, said.Budgets.FlakyRerunsPerJob);
        Assert.Equal(4, said.Budgets.InfraReruns);
        Assert.Equal(TimeSpan.FromMinutes(90), said.Budgets.Runtime);
        Assert.Equal(TimeSpan.FromSeconds(90), said.Budgets.CiWait);
        Assert.Equal(TimeSpan.FromMinutes(2), said.Budgets.NoCheckReported);
        Assert.Equal(TimeSpan.FromDays(7), said.Budgets.Approval);
        Assert.Equal(50, said.Budgets.ChangedLines);
        Assert.Equal(0.5m, said.Budgets.CoverageDrop);
        Assert.Equal(2.5m, said.Budgets.CostUsd);
        Assert.Equal("dotnet test", said.CiCommand);
        Assert.Equal(["build", "test (linux)"], said.RequiredChecks!);
        Assert.Equal(TimeSpan.FromSeconds(15), said.QuietPeriod);
        Assert.Equal(["infra/**"], said.ProtectedPaths!);
        Assert.Equal((true, 2, false), (said.HighRisk, said.Approvals, said.Network));
        Assert.Equal(["alice"], said.Approvers!);
        Assert.Equal([PatcherType.Playbook, PatcherType.Command], said.PatcherOrder!);
        Assert.Equal(["console"], said.Notifiers!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    public void Parse_SilentFile_SaysNothing(string text)
    {
        var result = PolicyFile.Parse(text);

        Assert.True(result.IsValid, result.ErrorText);
        Assert.Equal(new PolicyOverrides(), result.Overrides);
    }

    [Fact]
    public void Parse_ManyMistakes_ReportsAllWithTheirPlaces()
    {
        var result = PolicyFile.Parse(
            """
            budgets:
              attempts: 0
              ci_wait: 2h
              runtime: soon
              changedLines: "10"
            highRisk: yes
            patchers: [dependency, plybook, dependency]
            approvals: 1
            approvals: 2
            protectedPaths: infra
            colour: blue
            """,
            "policy.yml");

        Assert.Equal(
            [
                "policy.yml:2:13: budgets.attempts must be a whole number from 1 to 20.",
                "policy.yml:3:3: budgets has no key 'ci_wait'. Did you mean 'ciWait'?",
                "policy.yml:4:12: budgets.runtime must be a duration such as 90s, 15m, 2h or 7d, from 1m to 7d.",
                "policy.yml:5:17: budgets.changedLines must be a whole number from 1 to 1000000.",
                "policy.yml:6:11: highRisk must be true or false.",
                "policy.yml:7:24: Each entry of patchers must be one of dependency, playbook, command. Did you mean 'playbook'?",
                "policy.yml:7:33: This patcher stands in the list already.",
                "policy.yml:9:1: 'approvals' stands here twice.",
                "policy.yml:10:17: protectedPaths must be a list of texts.",
                "policy.yml:11:1: The policy has no key 'colour'.",
            ],
            result.ErrorText.Split('\n'));
    }

    [Theory]
    [InlineData("budgets: [", 2)]
    [InlineData("- just\n- a list", 1)]
    [InlineData("budgets: &x { attempts: 3 }", 1)]
    [InlineData("highRisk: true\n---\nhighRisk: false", 2)]
    [InlineData("budgets:", 1)]
    public void Parse_NotAPolicy_SaysWhere(string text, int line)
    {
        var result = PolicyFile.Parse(text);

        Assert.Equal(line, Assert.Single(result.Errors).Line);
    }

    [Fact]
    public void Parse_DeeplyNestedOrHuge_IsRefusedNotCrashed()
    {
        Assert.False(PolicyFile.Parse(new string('[', 5_000)).IsValid);
        Assert.False(PolicyFile.Parse(new string('a', 300_000)).IsValid);
    }
}

using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Policies;

namespace BackgroundAgent.Patching.Tests.Policies;

public sealed class MergeTests
{
    public static TaskSpec Spec { get; } = new()
    {
        TaskId = "t",
        Title = "t",
        Kind = TaskKind.Prompt,
        Repository = new RepositoryRef("local", "/r"),
    };

    [Fact]
    public void Merge_NobodySpeaks_IsTheDefaults()
        => Assert.Equal(EffectivePolicy.Hash(new TaskPolicy()), EffectivePolicy.Hash(EffectivePolicy.Merge(null, null, Spec)));

    [Fact]
    public void Merge_EverybodySpeaks_NearestWins()
    {
        var repository = Overrides("budgets: { attempts: 2, infraReruns: 7, runtime: 1h }\nci: { command: repo }\napprovals: 1");
        var caller = Overrides("budgets: { attempts: 4, infraReruns: 9 }\nci: { command: caller }\napprovals: 3");
        var spec = Spec with { Budgets = new BudgetOverrides { Attempts = 6 }, CiCommand = "spec" };

        var policy = EffectivePolicy.Merge(repository, caller, spec);

        Assert.Equal((6, 9, TimeSpan.FromHours(1)), (policy.Budgets.Attempts, policy.Budgets.InfraReruns, policy.Budgets.Runtime));
        Assert.Equal(new BudgetLimits().CiWait, policy.Budgets.CiWait);
        Assert.Equal("spec", policy.CiCommand);
        Assert.Equal("caller", EffectivePolicy.Merge(repository, caller, Spec).CiCommand);
        Assert.Equal(3, policy.Approvals);
    }

    [Theory]
    [InlineData("pullRequest: { autoMerge: squash }", 1)]
    [InlineData("pullRequest: { mergeQueue: true }\napprovals: 0", 1)]
    [InlineData("pullRequest: { autoMerge: squash }\napprovals: 2", 2)]
    [InlineData("pullRequest: { mergeQueue: false }", 0)]
    public void Merge_ItMergesByItself_NeedsAnApproval(string text, int approvals)
        => Assert.Equal(approvals, EffectivePolicy.Merge(Overrides(text), null, Spec).RequiredApprovals);

    [Fact]
    public void Merge_CallerLoosensTheGuards_RepositoryStays()
    {
        var repository = Overrides("highRisk: true\napprovers: [alice]\nprotectedPaths: [infra/**]");
        var caller = Overrides("highRisk: false\napprovers: [mallory]\nprotectedPaths: [docs/**]\napprovals: 0");

        var policy = EffectivePolicy.Merge(repository, caller, Spec);

        Assert.True(policy.HighRisk);
        Assert.Equal(1, policy.RequiredApprovals);
        Assert.Equal(["alice"], policy.Approvers);
        Assert.Equal(["docs/**", "infra/**"], policy.ProtectedPaths);
    }

    [Fact]
    public void Hash_SamePolicy_SameHash()
    {
        var one = EffectivePolicy.Merge(Overrides("approvals: 1\nprotectedPaths: [b, a]"), null, Spec);
        var other = EffectivePolicy.Merge(null, Overrides("protectedPaths: [a, b]\napprovals: 1"), Spec);

        Assert.Equal(EffectivePolicy.Hash(one), EffectivePolicy.Hash(other));
        Assert.Matches("^[0-9a-f]{64}$", EffectivePolicy.Hash(one));
        Assert.NotEqual(EffectivePolicy.Hash(one), EffectivePolicy.Hash(one with { HighRisk = true }));
        Assert.NotEqual(EffectivePolicy.Hash(one), EffectivePolicy.Hash(one with { Budgets = one.Budgets with { Attempts = 4 } }));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7200)]
    [InlineData("7d", 604800)]
    [InlineData("1d2h3m4s", 93784)]
    public void DurationText_Forms_ReadAndWrittenBack(string text, int seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m5")]
    [InlineData("-5m")]
    [InlineData("5m1h")]
    [InlineData("5 m")]
    [InlineData("00:05:00")]
    public void DurationText_AnythingElse_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void BudgetRanges_OfACaller_AllFaultsAtOnce()
    {
        Assert.Empty(BudgetRanges.Check(new BudgetOverrides { Attempts = 20, Runtime = TimeSpan.FromDays(7), CostUsd = 0 }));
        Assert.Equal(
            [
                "budgets.attempts must be from 1 to 20, not 0.",
                "budgets.ciWait must be from 1s to 1d, not 2d.",
                "budgets.coverageDrop must be from 0 to 100, not 101.",
                "budgets.costUsd must be from 0 to 100000, not -1.",
            ],
            BudgetRanges.Check(new BudgetOverrides { Attempts = 0, CiWait = TimeSpan.FromDays(2), CoverageDrop = 101, CostUsd = -1 }));
    }

    [Fact]
    public void BudgetRanges_Defaults_AreWithin()
    {
        var limits = new BudgetLimits();

        Assert.Empty(BudgetRanges.Check(new BudgetOverrides
        {
            Attempts = limits.Attempts,
            FlakyRerunsPerJob = limits.FlakyRerunsPerJob,
            InfraReruns = limits.InfraReruns,
            Runtime = limits.Runtime,
            CiWait = limits.CiWait,
            NoCheckReported = limits.NoCheckReported,
            Approval = limits.Approval,
            ChangedLines = limits.ChangedLines,
            CoverageDrop = limits.CoverageDrop,
            CostUsd = limits.CostUsd,
        }));
    }

    private static PolicyOverrides Overrides(string text)
    {
        var result = PolicyFile.Parse(text);
        Assert.True(result.IsValid, result.ErrorText);
        return result.Overrides;
    }
}

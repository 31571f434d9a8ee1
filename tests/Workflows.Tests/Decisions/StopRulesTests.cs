using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.Decisions;

public sealed class StopRulesTests
{
    /// <summary>Fingerprint sets of consecutive failures, sets divided by <c>|</c>.</summary>
    [Theory]
    [InlineData("a", null)]
    [InlineData("a b|a", null)]
    [InlineData("a|b", null)]
    [InlineData("a|a", Reason.NoProgress)]
    [InlineData("a b|a b", Reason.NoProgress)]
    [InlineData("b|a|a", Reason.NoProgress)]
    [InlineData("a|b|a", Reason.Oscillation)]
    [InlineData("a b|c|a b", Reason.Oscillation)]
    [InlineData("a|b|c", null)]
    [InlineData("a|a b|a b c", Reason.FailuresGrowing)]
    [InlineData("a|b c|d e f", Reason.FailuresGrowing)]
    [InlineData("a|b c|d e", null)]
    [InlineData("a b|c|d e", null)]
    [InlineData("|", null)]
    [InlineData("a||a", null)]
    [InlineData("|a|a b", null)]
    public void Check_FailureSets_StopsWhenAnotherAttemptWouldNotHelp(string sets, Reason? expected)
    {
        var parsed = sets.Split('|').Select(set => (IReadOnlyList<string>)set.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var progress = Build.Failed(Cause.Code) with { FailureSets = parsed, Limits = new() { Attempts = 20 } };

        Assert.Equal(expected, StopRules.Check(progress)?.Reason);
    }

    [Theory]
    [InlineData(1, 1, Reason.AttemptsUsed)]
    [InlineData(1, 2, null)]
    [InlineData(3, 3, Reason.AttemptsUsed)]
    public void Check_Attempts_StopsAtTheLimit(int made, int limit, Reason? expected)
    {
        var progress = Build.Progress(attempts: made) with { Limits = new() { Attempts = limit } };

        Assert.Equal(expected, StopRules.Check(progress)?.Reason);
    }

    [Fact]
    public void Check_NoProgressOnTheLastAttempt_NamesNoProgress()
    {
        var progress = Build.Progress(attempts: 3) with { FailureSets = [["a"], ["a"]] };

        Assert.Equal(Reason.NoProgress, StopRules.Check(progress)?.Reason);
    }

    [Fact]
    public void Check_CostUsed_Stops()
    {
        var progress = Build.Progress(attempts: 1) with { CostUsd = 3, Limits = new() { CostUsd = 2 } };

        Assert.Equal(Reason.CostUsed, StopRules.Check(progress)?.Reason);
    }

    [Fact]
    public void SamePatch_OnlyTheOpenAttemptHasIt_IsNotTheSame()
    {
        // An attempt that is made again after its host was lost may well propose the same patch.
        var progress = Build.Progress(attempts: 2, open: true) with
        {
            Patch = new() { Status = Contracts.Activities.PatchStatus.Patched, PatchHash = "hash-2" },
        };

        Assert.Null(StopRules.SamePatch(progress));
        Assert.Equal(1, StopRules.SamePatch(progress with { Patch = progress.Patch with { PatchHash = "hash-1" } }));
    }
}

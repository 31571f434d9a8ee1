using BackgroundAgent.Activities.Maintenance;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Tests.Maintenance;

public sealed class LeftoverRuleTests
{
    private static readonly DateTimeOffset QuietSince = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Before = QuietSince.AddDays(-1);
    private static readonly DateTimeOffset After = QuietSince.AddDays(1);
    private static readonly TaskOfBranch Ended = new(IsAlive: false, Before, Reason.AttemptsUsed);
    private static readonly BranchFacts Draft = new() { PullRequest = 1, IsOpen = true, IsDraft = true, IsOurs = true, TouchedAt = Before, PushedAt = Before };

    public static TheoryData<LeftoverFinding, string, BranchFacts> Facts => new()
    {
        { LeftoverFinding.Orphan, "a draft that nobody touched", Draft },
        { LeftoverFinding.Orphan, "a branch without a pull request", Draft with { PullRequest = null, IsOpen = false, IsDraft = false } },
        { LeftoverFinding.Orphan, "a closed pull request", Draft with { IsOpen = false } },
        { LeftoverFinding.InReview, "a pull request that is ready", Draft with { IsDraft = false } },
        { LeftoverFinding.Kept, "the label that keeps it", Draft with { Labels = ["Bgagent-Keep"] } },
        { LeftoverFinding.OthersWork, "somebody's commit", Draft with { HasOthersWork = true } },
        { LeftoverFinding.NotOurs, "another identity's", Draft with { IsOurs = false } },
        { LeftoverFinding.Unclear, "nobody says whose", Draft with { IsOurs = null } },
        { LeftoverFinding.WithinGrace, "somebody commented", Draft with { TouchedAt = After } },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void Judge_TaskHasEnded_FollowsTheBranch(LeftoverFinding expected, string why, BranchFacts facts)
        => Assert.True(expected == LeftoverRule.Judge(Ended, facts, QuietSince), why);

    [Fact]
    public void Judge_TaskLives_IsLeftAlone()
        => Assert.Equal(LeftoverFinding.TaskLives, LeftoverRule.Judge(new TaskOfBranch(IsAlive: true, null, null), Draft, QuietSince));

    [Fact]
    public void Judge_APersonTookOver_IsNeverAnOrphan()
        => Assert.Equal(LeftoverFinding.TakenOver, LeftoverRule.Judge(Ended with { Reason = Reason.HumanTookOver }, Draft, QuietSince));

    [Fact]
    public void Judge_EndedLately_IsWithinGrace()
        => Assert.Equal(LeftoverFinding.WithinGrace, LeftoverRule.Judge(Ended with { EndedAt = After }, Draft, QuietSince));

    [Fact]
    public void Judge_TemporalHasForgotten_TheBranchDecides()
        => Assert.Equal(LeftoverFinding.Orphan, LeftoverRule.Judge(new TaskOfBranch(IsAlive: false, null, null), Draft, QuietSince));

    [Fact]
    public void Judge_ForgeNotAsked_SaysNothing() => Assert.Null(LeftoverRule.Judge(Ended, null, QuietSince));

    [Fact]
    public void Judge_AnEarlierTryClosedIt_IsStillAnOrphan()
    {
        var closedByUs = Draft with { IsOpen = false, TouchedAt = After };

        Assert.Equal(LeftoverFinding.WithinGrace, LeftoverRule.Judge(Ended, closedByUs, QuietSince));
        Assert.Equal(LeftoverFinding.Orphan, LeftoverRule.Judge(Ended, closedByUs, QuietSince, again: true));
    }
}

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.Verdicts;

public sealed class CiJudgeTests
{
    private static readonly BudgetLimits Limits = new()
    {
        CiWait = TimeSpan.FromHours(2),
        NoCheckReported = TimeSpan.FromMinutes(15),
        Approval = TimeSpan.FromHours(24),
    };

    [Theory]
    [InlineData(CheckConclusion.Success, nameof(VerdictKind.Passed))]
    [InlineData(CheckConclusion.Failure, nameof(VerdictKind.Failed))]
    [InlineData(CheckConclusion.TimedOut, nameof(VerdictKind.Failed))]
    [InlineData(CheckConclusion.Cancelled, nameof(VerdictKind.Failed))]
    [InlineData(CheckConclusion.StartupFailure, nameof(VerdictKind.Failed))]
    [InlineData(CheckConclusion.Stale, nameof(VerdictKind.Failed))]
    [InlineData(CheckConclusion.ActionRequired, nameof(VerdictKind.AwaitingApproval))]
    [InlineData(CheckConclusion.Neutral, nameof(VerdictKind.Pending))]
    [InlineData(CheckConclusion.Skipped, nameof(VerdictKind.Pending))]
    public void Judge_OneConclusion_DecidesOrNot(CheckConclusion conclusion, string expected)
        => Assert.Equal(expected, Judge([Build.Check(conclusion: conclusion)]).Kind.ToString());

    [Theory]
    [InlineData(CheckConclusion.Neutral)]
    [InlineData(CheckConclusion.Skipped)]
    public void Judge_SomeSkippedBesideASuccess_Passes(CheckConclusion conclusion)
        => Assert.Equal(VerdictKind.Passed, Judge([Build.Check("a"), Build.Check("b", conclusion: conclusion)]).Kind);

    [Theory]
    [InlineData(CheckStatus.Queued)]
    [InlineData(CheckStatus.InProgress)]
    public void Judge_OneStillRuns_WaitsEvenIfAnotherFailed(CheckStatus status)
        => Assert.Equal(VerdictKind.Pending, Judge([Build.Red("a"), Build.Check("b", status)]).Kind);

    [Fact]
    public void Judge_SeveralFailed_NamesThemSorted()
    {
        var verdict = Judge([Build.Red("b"), Build.Check("ok"), Build.Red("a")]);

        Assert.Equal(["a", "b"], verdict.FailedChecks.Select(check => check.Name));
    }

    [Fact]
    public void Judge_ObservationOfAnotherCommit_IsNoNews()
        => Assert.Equal(VerdictKind.Pending, CiJudge.Judge(Case([Build.Check()]) with
        {
            Observation = new CiObservation { Commit = "old", BranchHead = "c1", Checks = [Build.Check()] },
        }).Kind);

    [Theory]
    [InlineData("x", nameof(VerdictKind.Superseded))]
    [InlineData(null, nameof(VerdictKind.Superseded))]
    [InlineData("c1", nameof(VerdictKind.Passed))]
    [InlineData("base", nameof(VerdictKind.Pending))]
    public void Judge_BranchHead_DecidesWhoseItIs(string? head, string expected)
    {
        var ci = Case([Build.Check()]);
        Assert.Equal(expected, CiJudge.Judge(ci with { Observation = ci.Observation with { BranchHead = head } }).Kind.ToString());
    }

    [Fact]
    public void Judge_ExpectedCheckMissing_WaitsThoughTheOthersPassed()
        => Assert.Equal(VerdictKind.Pending, Judge([Build.Check("a")], ["a", "b"]).Kind);

    [Fact]
    public void Judge_ExpectedCheckNeverReported_SaysWhich()
    {
        var verdict = Judge([Build.Check("a")], ["a", "b"], after: TimeSpan.FromMinutes(15));

        Assert.Equal(VerdictKind.NoCheckReported, verdict.Kind);
        Assert.Contains("b", verdict.Detail);
    }

    [Fact]
    public void Judge_OnlyAnUnexpectedCheckFailed_Passes()
        => Assert.Equal(VerdictKind.Passed, Judge([Build.Check("a"), Build.Red("optional")], ["a"]).Kind);

    [Fact]
    public void Judge_FailedAndOneThatNeverStarts_FailsAfterAGrace()
    {
        Assert.Equal(VerdictKind.Pending, Judge([Build.Red("a")], ["a", "b"], after: CiJudge.MissingCheckGrace - TimeSpan.FromSeconds(1)).Kind);
        Assert.Equal(VerdictKind.Failed, Judge([Build.Red("a")], ["a", "b"], after: CiJudge.MissingCheckGrace).Kind);
    }

    [Theory]
    [InlineData(899, nameof(VerdictKind.Pending))]
    [InlineData(900, nameof(VerdictKind.NoCheckReported))]
    public void Judge_NoCheckAtAll_GivesUpAtItsBudget(int seconds, string expected)
        => Assert.Equal(expected, Judge([], after: TimeSpan.FromSeconds(seconds)).Kind.ToString());

    [Fact]
    public void Judge_EveryCheckSkipped_CountsAsNoneReported()
        => Assert.Equal(VerdictKind.NoCheckReported, Judge([Build.Check(conclusion: CheckConclusion.Skipped)], after: TimeSpan.FromMinutes(15)).Kind);

    [Theory]
    [InlineData(7199, nameof(VerdictKind.Pending))]
    [InlineData(7200, nameof(VerdictKind.WaitExceeded))]
    public void Judge_StillRunning_GivesUpAtItsBudget(int seconds, string expected)
        => Assert.Equal(expected, Judge([Build.Check(status: CheckStatus.InProgress)], after: TimeSpan.FromSeconds(seconds)).Kind.ToString());

    [Fact]
    public void Judge_PassedAtTheVeryDeadline_Passes()
        => Assert.Equal(VerdictKind.Passed, Judge([Build.Check()], after: TimeSpan.FromHours(3)).Kind);

    [Fact]
    public void Judge_QuietPeriod_WaitsUntilTheChecksStoodStill()
    {
        var ci = Case([Build.Check()]) with { Policy = new() { QuietPeriod = TimeSpan.FromSeconds(20) } };

        var verdict = CiJudge.Judge(ci with { Now = Build.Start + TimeSpan.FromSeconds(19) });

        Assert.Equal((VerdictKind.Pending, Build.Start + TimeSpan.FromSeconds(20)), (verdict.Kind, verdict.LookAgainAt));
        Assert.Equal(VerdictKind.Passed, CiJudge.Judge(ci with { Now = Build.Start + TimeSpan.FromSeconds(20) }).Kind);
    }

    [Fact]
    public void Judge_ReplacedRunAttempt_DoesNotCount()
    {
        var ci = Case([Build.Red()]);
        ci = ci with { Watch = ci.Watch with { Replaced = [new ReplacedRun("test", "r1", 1)] } };

        Assert.Equal(VerdictKind.Pending, CiJudge.Judge(ci).Kind);
        Assert.Equal(VerdictKind.Passed, CiJudge.Judge(With(ci, Build.Check(attempt: 2))).Kind);
        Assert.Equal(VerdictKind.Failed, CiJudge.Judge(With(ci, Build.Red(attempt: 2))).Kind);
        Assert.Equal(VerdictKind.Passed, CiJudge.Judge(With(ci, Build.Check(run: "r2"))).Kind);
    }

    [Fact]
    public void Judge_RerunNotSeenYetBesideAPass_DoesNotPass()
    {
        var ci = Case([Build.Red(), Build.Check("lint")]);
        ci = ci with { Watch = ci.Watch with { Replaced = [new ReplacedRun("test", "r1", 1)] } };

        Assert.Equal(VerdictKind.Pending, CiJudge.Judge(ci).Kind);
    }

    [Theory]
    [InlineData(23, nameof(VerdictKind.AwaitingApproval))]
    [InlineData(24, nameof(VerdictKind.ApprovalExpired))]
    public void Judge_CiAwaitsApproval_ForItsOwnTime(int hours, string expected)
    {
        var ci = Case([Build.Check(status: CheckStatus.AwaitingApproval)]);

        var verdict = CiJudge.Judge(ci with
        {
            Watch = ci.Watch with { AwaitingApprovalSince = Build.Start },
            Now = Build.Start + TimeSpan.FromHours(hours),
        });

        Assert.Equal(expected, verdict.Kind.ToString());
    }

    [Fact]
    public void Judge_Pending_AlwaysLooksAgainLater()
    {
        foreach (var seconds in Enumerable.Range(0, 800).Select(i => i * 10))
        {
            var verdict = Judge([Build.Check(status: CheckStatus.InProgress)], after: TimeSpan.FromSeconds(seconds));
            if (verdict.Kind == VerdictKind.Pending)
            {
                Assert.True(verdict.LookAgainAt > Build.Start + TimeSpan.FromSeconds(seconds), $"at {seconds} s");
            }
        }
    }

    private static CiVerdict Judge(IReadOnlyList<CheckResult> checks, IReadOnlyList<string>? expected = null, TimeSpan after = default)
        => CiJudge.Judge(Case(checks, expected) with { Now = Build.Start + after });

    private static CiCase With(CiCase ci, params CheckResult[] checks) => ci with { Observation = ci.Observation with { Checks = checks } };

    private static CiCase Case(IReadOnlyList<CheckResult> checks, IReadOnlyList<string>? expected = null) => new(
        new CiObservation { Commit = "c1", BranchHead = "c1", Checks = checks, ExpectedChecks = expected ?? [] },
        CiWatch.From(Build.Start),
        Build.Progress().Place,
        new TaskPolicy(),
        Limits,
        Build.Start);
}

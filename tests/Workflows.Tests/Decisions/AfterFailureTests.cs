using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.Decisions;

public sealed class AfterFailureTests
{
    private static readonly Dictionary<string, (TaskProgress Progress, Step Step, Reason? Reason)> Table = new()
    {
        ["code: patch"] = (Build.Failed(Cause.Code), Step.Patch, null),
        ["configuration"] = (Build.Failed(Cause.Configuration), Step.End, Reason.ConfigurationFailure),
        ["base is red"] = (Build.Failed(Cause.Code, Reason.BaseIsRed), Step.End, Reason.BaseIsRed),
        ["quota"] = (Build.Failed(Cause.Infrastructure, Reason.CiQuota), Step.End, Reason.CiQuota),
        ["flaky: rerun"] = (Build.Failed(Cause.Flaky), Step.Rerun, null),
        ["flaky, reruns of this job used"] = (Build.Failed(Cause.Flaky) with { Reruns = new Reruns().AddFlaky(["test"]) }, Step.End, Reason.FlakyPersists),
        ["flaky, reruns of another job used"] = (Build.Failed(Cause.Flaky) with { Reruns = new Reruns().AddFlaky(["lint"]) }, Step.Rerun, null),
        ["infrastructure: rerun"] = (Build.Failed(Cause.Infrastructure) with { Reruns = new() { Infrastructure = 1 } }, Step.Rerun, null),
        ["infrastructure, reruns used"]
            = (Build.Failed(Cause.Infrastructure) with { Reruns = new() { Infrastructure = 2 } }, Step.End, Reason.InfrastructurePersists),
        ["ambiguous: one rerun"] = (Build.Failed(Cause.Ambiguous), Step.Rerun, null),
        ["ambiguous again"] = (Build.Failed(Cause.Ambiguous) with { Reruns = new() { UnclearCommit = "c1" } }, Step.End, Reason.AmbiguousFailure),
        ["ambiguous, another commit was rerun"] = (Build.Failed(Cause.Ambiguous) with { Reruns = new() { UnclearCommit = "c0" } }, Step.Rerun, null),
        ["CI was cancelled: one rerun"] = (Build.Failed(Cause.Cancelled), Step.Rerun, null),
        ["failed without a cause: one rerun"] = (Build.Failed(Cause.None), Step.Rerun, null),
        ["reruns do not need an attempt"] = (Build.Failed(Cause.Flaky) with { Limits = new() { Attempts = 1 } }, Step.Rerun, null),
        ["not classified"] = (Build.Progress(Phase.Classified, 1), Step.End, Reason.InternalError),
    };

    public static TheoryData<string> Rows => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decide_Table_Matches(string row)
    {
        var (progress, step, reason) = Table[row];

        var decision = NextStep.Decide(progress);

        Assert.Equal((step, reason), (decision.Step, decision.Reason));
    }

    [Fact]
    public void Decide_RerunChecksNamed_RerunsOnlyThose()
    {
        var progress = Build.Failed(Cause.Flaky, null, Build.Red("a"), Build.Red("b"));

        var decision = NextStep.Decide(progress with { Failure = progress.Failure! with { RerunChecks = ["b"] } });

        Assert.Equal(["b"], decision.Rerun.Select(check => check.Name));
    }

    [Fact]
    public void Decide_RerunChecksUnknown_RerunsAllThatFailed()
    {
        var progress = Build.Failed(Cause.Infrastructure, null, Build.Red("a"), Build.Red("b"));

        var decision = NextStep.Decide(progress with { Failure = progress.Failure! with { RerunChecks = ["z"] } });

        Assert.Equal(["a", "b"], decision.Rerun.Select(check => check.Name));
    }
}

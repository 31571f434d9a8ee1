using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Converters;

namespace BackgroundAgent.Workflows.Tests.Calls;

public sealed class FaultsTests
{
    [Theory]
    [InlineData(TimeoutType.ScheduleToStart)]
    [InlineData(TimeoutType.Heartbeat)]
    public void Absorb_HostFellSilent_ChoosesAnotherHostAndPatchesAgain(TimeoutType timeout)
    {
        var progress = Faults.Absorb(Build.Progress(Phase.Patched, 1, open: true), Failed(new Failure { TimeoutFailureInfo = new() { TimeoutType = timeout } }), Build.Start);

        Assert.Equal((null, false), (progress.Place.HostQueue, progress.Place.Ready));
        Assert.Null(progress.Ending);
        progress = progress with { Phase = Phase.Guarded };
        Assert.Equal(Step.Prepare, NextStep.Decide(progress).Step);
        var prepared = Preparation.Apply(
            progress with { Place = progress.Place with { HostQueue = "host-b" } },
            new() { BaseBranch = "main", BaseCommit = "base", HeadCommit = "c1", Policy = new(), PolicyHash = "policy-1" },
            Build.Start);
        Assert.Equal((Step.Patch, 1), (NextStep.Decide(prepared).Step, prepared.OpenAttempt?.Number));
    }

    [Theory]
    [InlineData("c2", Phase.Committed)]
    [InlineData("c1", Phase.NeedsPatch)]
    public void Apply_HostLostAfterCommit_GoesOnIfItWasPushed(string remoteHead, object expected)
    {
        var progress = Build.Progress(Phase.Committed, 2, open: true);
        progress = progress with { Place = progress.Place.Learn("c2") with { HeadCommit = "c2", Ready = false } };

        var prepared = Preparation.Apply(
            progress, new() { BaseBranch = "main", BaseCommit = "base", HeadCommit = remoteHead, Policy = new(), PolicyHash = "policy-1" }, Build.Start);

        Assert.Equal((expected, remoteHead), (prepared.Phase, prepared.Place.HeadCommit));
        Assert.Null(prepared.People.Foreign);
    }

    [Fact]
    public void Apply_UnknownHeadAfterALoss_IsATakeover()
    {
        var prepared = Preparation.Apply(
            Build.Progress(Phase.NeedsPatch, 1, open: true),
            new() { BaseBranch = "main", BaseCommit = "base", HeadCommit = "human", Policy = new(), PolicyHash = "policy-1" },
            Build.Start);

        Assert.Equal("human", prepared.People.Foreign?.Commit);
        Assert.Equal(Step.AwaitHandBack, NextStep.Decide(prepared).Step);
    }

    [Fact]
    public void Absorb_OtherTimeout_IsAnInternalErrorThatNamesTheActivity()
    {
        var failure = Failed(new Failure { Message = "too slow", TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose } });

        var ending = Faults.Absorb(Build.Progress(), failure, Build.Start).Ending;

        Assert.Equal(Reason.InternalError, ending?.Reason);
        Assert.Contains("Patch", ending?.Detail);
    }

    [Fact]
    public void Absorb_ABugInAStep_IsAnInternalError()
        => Assert.Equal(Reason.InternalError, Faults.Absorb(Build.Progress(), new InvalidOperationException("oops"), Build.Start).Ending?.Reason);

    private static Exception Failed(Failure cause)
    {
        var failure = new Failure { Cause = cause, ActivityFailureInfo = new() { ActivityType = new() { Name = "Patch" } } };
        return DataConverter.Default.FailureConverter.ToException(failure, DataConverter.Default.PayloadConverter);
    }
}

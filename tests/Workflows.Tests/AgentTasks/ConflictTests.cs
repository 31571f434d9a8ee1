using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Exceptions;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>A pull request that does not merge with its base, by policy.</summary>
public sealed class ConflictTests(TaskServer server)
{
    [Theory]
    [InlineData(null)]
    [InlineData(ConflictPolicy.None)]
    public async Task Ready_InConflictWithoutAPolicy_IsBlocked(ConflictPolicy? policy)
    {
        var task = await server.StartAsync(scenario => Conflicting(scenario, policy));

        var result = await task.EndAsync();

        Assert.Equal(Reason.MergeConflict, result.Status.Reason);
        Assert.Equal(0, task.Scenario.Count("Update"));
    }

    [Theory]
    [InlineData(ConflictPolicy.Merge, false, FailureTypes.MergeConflict)]
    [InlineData(ConflictPolicy.Rebase, true, FailureTypes.MergeConflict)]
    [InlineData(ConflictPolicy.Rebase, true, FailureTypes.BranchBehind)]
    public async Task Ready_InConflict_IsUpdatedPushedAndJudgedAgain(ConflictPolicy policy, bool replaces, string failure)
    {
        var task = await server.StartAsync(scenario => Conflicting(scenario, policy, failure));

        var result = await task.EndAsync();

        Assert.Equal((TaskState.Green, "c9", "base-2"), (result.Status.State, result.Status.HeadCommit, result.Status.BaseCommit));
        Assert.Single(result.Attempts);
        Assert.Equal([$"Update {policy.ToString().ToLowerInvariant()} c1", "Guard", "Push c9"], After(task, "PullRequest ready").Take(3));
        Assert.Contains("ReadCi c9", After(task, "Push c9"));
        var push = task.Scenario.Pushes.Last();
        Assert.Equal(("c1", replaces), (push.ExpectedRemoteHead, push.Replace));
        Assert.False(task.Scenario.Pushes.First().Replace);
    }

    [Fact]
    public async Task Ready_InConflictAfterApproval_AsksForApprovalOfTheNewCommit()
    {
        var task = await server.StartAsync(scenario =>
        {
            Conflicting(scenario, ConflictPolicy.Rebase);
            scenario.Policy = scenario.Policy with { Approvals = 1 };
        });
        await task.WaitForAsync(TaskState.AwaitingApproval);
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1")));

        var again = await task.WaitForAsync("another commit at the gate", status => status.State == TaskState.AwaitingApproval && status.HeadCommit == "c9");
        Assert.Empty(again.Approvals);
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c9")));

        Assert.Equal(Reason.CiPassedAndApproved, (await task.EndAsync()).Status.Reason);
    }

    [Fact]
    public async Task Update_ThatDoesNotApply_NeedsAPersonAndNamesTheFiles()
    {
        var task = await server.StartAsync(scenario =>
        {
            Conflicting(scenario, ConflictPolicy.Rebase);
            scenario.OnUpdate = _ => new UpdateBranchResult { Status = UpdateBranchStatus.Conflicted, Conflicts = ["a.cs", "b.cs"] };
        });

        var result = await task.EndAsync();

        Assert.Equal((TaskState.NeedsHuman, Reason.ConflictUnresolved), (result.Status.State, result.Status.Reason));
        Assert.Contains("a.cs, b.cs", result.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, task.Scenario.Count("Push"));
    }

    [Fact]
    public async Task Update_OfABaseThatNeverRests_EndsAfterSome()
    {
        var task = await server.StartAsync(scenario =>
        {
            Conflicting(scenario, ConflictPolicy.Merge);
            scenario.OnPullRequest = request => Refuse(request, FailureTypes.BranchBehind);
            scenario.OnUpdate = request => new UpdateBranchResult { Status = UpdateBranchStatus.Updated, Commit = request.HeadCommit + "0", BaseCommit = "base-2" };
        });

        var result = await task.EndAsync();

        Assert.Equal(Reason.MergeConflict, result.Status.Reason);
        Assert.Equal(AtConflict.Updates, task.Scenario.Count("Update"));
    }

    [Fact]
    public async Task Update_WithAGuardHit_IsNotPushed()
    {
        var task = await server.StartAsync(scenario =>
        {
            Conflicting(scenario, ConflictPolicy.Merge);
            scenario.OnGuard = _ => scenario.Count("Update") == 0 ? new GuardResult() : new GuardResult { Hits = [new GuardHit(Reason.ProtectedPath, "x", "no")] };
        });

        Assert.Equal(Reason.ProtectedPath, (await task.EndAsync()).Status.Reason);
        Assert.Equal(1, task.Scenario.Count("Push"));
    }

    [Fact]
    public async Task WatchCi_NothingReportedSinceThePullRequestConflicts_IsNotWaitedOut()
    {
        var blocked = await server.StartAsync(scenario =>
        {
            scenario.OnChecks = (_, _) => [];
            scenario.OnConflicts = _ => true;
        });
        var updated = await server.StartAsync(scenario =>
        {
            Conflicting(scenario, ConflictPolicy.Rebase);
            scenario.OnPullRequest = null;
            scenario.OnChecks = (commit, attempt) => commit == "c1" ? [] : [Build.Check(attempt: attempt)];
            scenario.OnConflicts = commit => commit == "c1";
        });

        Assert.Equal(Reason.MergeConflict, (await blocked.EndAsync()).Status.Reason);
        Assert.Equal("c9", (await updated.EndAsync()).Status.HeadCommit);
    }

    /// <summary>Commit c1 does not merge; updated it is c9, which does.</summary>
    internal static void Conflicting(Scenario scenario, ConflictPolicy? policy, string failure = FailureTypes.MergeConflict)
    {
        scenario.Policy = scenario.Policy with { PullRequest = policy is null ? null : new PullRequestPolicy { OnConflict = policy } };
        scenario.OnPullRequest = request =>
        {
            if (request.HeadCommit == "c1")
            {
                Refuse(request, failure);
            }
        };
        scenario.OnUpdate = _ => new UpdateBranchResult { Status = UpdateBranchStatus.Updated, Commit = "c9", BaseCommit = "base-2" };
    }

    private static void Refuse(PullRequestRequest request, string failure)
    {
        if (request.Stage == PullRequestStage.Ready)
        {
            throw new ApplicationFailureException("Pull request 1 does not merge.", failure, nonRetryable: true);
        }
    }

    private static IEnumerable<string> After(RunningTask task, string entry) => task.Scenario.Journal.SkipWhile(one => one != entry).Skip(1);
}

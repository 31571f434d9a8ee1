using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Exceptions;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>Signals and their update twins in every state.</summary>
public sealed class MessageTests(TaskServer server)
{
    private static readonly Dictionary<TaskState, string> Fits = new()
    {
        [TaskState.AwaitingApproval] = "approve reject steer pause cancel",
        [TaskState.Takeover] = "steer pause cancel hand-back",
        [TaskState.Paused] = "steer resume cancel",
    };

    public static TheoryData<TaskState> States => [.. Stage.All];

    [Theory]
    [MemberData(nameof(States))]
    public async Task EveryMessage_InEveryState_IsTakenOrRefusedAtOnce(TaskState state)
    {
        var (task, hold) = await Stage.ReachAsync(server, state);
        var fits = Fits.GetValueOrDefault(state, "steer pause cancel").Split(' ');

        foreach (var message in new[] { "approve", "reject", "steer", "resume", "hand-back" }.Except(fits))
        {
            // As a signal it changes nothing; as an update it is refused with a sentence.
            await SignalAsync(task, message);
            var refusal = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => UpdateAsync(task, message));
            Assert.EndsWith(".", refusal.InnerException!.Message);
        }

        Assert.Equal(state, (await task.StatusAsync()).State);
        foreach (var message in new[] { "steer", "cancel" })
        {
            var receipt = await UpdateAsync(task, message);
            Assert.EndsWith(".", receipt.Message);
        }

        hold?.Release();
        Assert.Equal(TaskState.Cancelled, (await task.EndAsync()).Status.State);
        var late = await Assert.ThrowsAnyAsync<Exception>(() => UpdateAsync(task, "cancel"));
        Assert.True(late is RpcException { Code: RpcException.StatusCode.NotFound } or WorkflowUpdateFailedException, late.ToString());
    }

    [Fact]
    public async Task Approve_AtTheGate_IsGreenByApproval()
    {
        var (task, _) = await Stage.ReachAsync(server, TaskState.AwaitingApproval);

        await task.Handle.SignalAsync(running => running.ApproveAsync(new Approval("ann", "c1")));

        var result = await task.EndAsync(Reason.CiPassedAndApproved);
        Assert.Equal(["ann"], result.Status.Approvals);
        Assert.Equal(1, task.Scenario.Count("Notify approval-needed"));
    }

    [Fact]
    public async Task Approve_TwoNeeded_WaitsForTheSecondPerson()
    {
        var task = await server.StartAsync(scenario => scenario.Policy = new TaskPolicy { Approvals = 2 });
        await task.WaitForAsync(TaskState.AwaitingApproval);

        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1")));
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1")));
        Assert.Equal(["ann"], (await task.StatusAsync()).Approvals);
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("bob", "c1", "policy-1")));

        await task.EndAsync(Reason.CiPassedAndApproved);
    }

    [Fact]
    public async Task Approve_ThenAHumanPushes_IsVoid()
    {
        var task = await server.StartAsync(scenario => scenario.Policy = new TaskPolicy { Approvals = 2 });
        await task.WaitForAsync(TaskState.AwaitingApproval);
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1")));

        task.Scenario.RemoteHead = "human";
        await task.ReportCiAsync("d1", "human");
        await task.WaitForAsync(TaskState.Takeover);
        await task.Handle.ExecuteUpdateAsync(running => running.HandBackNowAsync(new PersonRequest("ann")));
        var status = await task.WaitForAsync(TaskState.AwaitingApproval);

        Assert.Equal("human", status.HeadCommit);
        Assert.Empty(status.Approvals);
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
            () => task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("bob", "c1"))));
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("bob", "human")));
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "human")));
        await task.EndAsync(Reason.CiPassedAndApproved);
    }

    [Fact]
    public async Task Approve_BranchMovedUnnoticed_IsNotReadied()
    {
        var (task, _) = await Stage.ReachAsync(server, TaskState.AwaitingApproval);

        task.Scenario.RemoteHead = "human";
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1")));

        await task.WaitForAsync(TaskState.Takeover);
        Assert.Equal(0, task.Scenario.Count("PullRequest ready"));
        await task.Handle.CancelAsync();
        await task.EndAsync();
    }

    [Fact]
    public async Task Reject_AttemptLeft_TellsTheNextAttempt()
    {
        var (task, _) = await Stage.ReachAsync(server, TaskState.AwaitingApproval);

        await task.Handle.ExecuteUpdateAsync(running => running.RejectNowAsync(new Rejection("ann", "use spans")));
        await task.WaitForAsync("the second commit at the gate", status => status is { State: TaskState.AwaitingApproval, HeadCommit: "c2" });
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c2")));

        var result = await task.EndAsync(Reason.CiPassedAndApproved);
        Assert.Equal(2, result.Attempts.Count);
        Assert.Contains("use spans", Assert.Single(task.Scenario.Patches.Last().Feedback));
    }

    [Fact]
    public async Task Reject_NoAttemptLeft_NeedsAHuman()
    {
        var task = await server.StartAsync(
            scenario => scenario.Policy = new TaskPolicy { HighRisk = true, Budgets = new BudgetLimits { Attempts = 1 } });
        await task.WaitForAsync(TaskState.AwaitingApproval);

        await task.Handle.SignalAsync(running => running.RejectAsync(new Rejection("ann", "no", "c1")));

        await task.EndAsync(Reason.RejectedByReviewer);
    }

    [Fact]
    public async Task Steer_WhileCiRuns_IsAdviceAndMakesNoAttemptWhenCiPasses()
    {
        var green = false;
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _)
            => [green ? Build.Check() : Build.Check(status: Contracts.Ci.CheckStatus.InProgress)]);
        await task.WaitForAsync(TaskState.WaitingCi);

        var receipt = await task.Handle.ExecuteUpdateAsync(running => running.SteerNowAsync(new Steering("ann", "the tests need node 20")));
        green = true;
        await task.ReportCiAsync("d1");

        var result = await task.EndAsync(Reason.CiPassed);
        Assert.Single(result.Attempts);
        Assert.Contains("if one is needed", receipt.Message);
    }

    [Fact]
    public async Task Steer_WhileCiRunsAndFails_TellsTheNextAttempt()
    {
        var done = false;
        var task = await server.StartAsync(scenario => scenario.OnChecks = (commit, _)
            => [commit != "c1" ? Build.Check() : done ? Build.Red() : Build.Check(status: Contracts.Ci.CheckStatus.InProgress)]);
        await task.WaitForAsync(TaskState.WaitingCi);

        await task.Handle.SignalAsync(running => running.SteerAsync(new Steering("ann", "the tests need node 20")));
        done = true;
        await task.ReportCiAsync("d1");

        await task.EndAsync(Reason.CiPassed);
        Assert.Equal(["ann: the tests need node 20"], task.Scenario.Patches.Last().Feedback);
    }

    [Fact]
    public async Task SteerForRework_WhileCiRuns_MakesAnotherAttemptThoughCiPasses()
    {
        var green = false;
        var task = await server.StartAsync(scenario => scenario.OnChecks = (commit, _)
            => [green || commit != "c1" ? Build.Check() : Build.Check(status: Contracts.Ci.CheckStatus.InProgress)]);
        await task.WaitForAsync(TaskState.WaitingCi);

        await task.Handle.ExecuteUpdateAsync(running => running.SteerNowAsync(new Steering("ann", "also the docs") { Rework = true }));
        green = true;
        await task.ReportCiAsync("d1");

        var result = await task.EndAsync(Reason.CiPassed);
        Assert.Equal(2, result.Attempts.Count);
        Assert.Equal(["ann: also the docs"], task.Scenario.Patches.Last().Feedback);
    }

    [Fact]
    public async Task Pause_WhilePatching_PausesAfterTheStepAndResumes()
    {
        var (task, hold) = await Stage.ReachAsync(server, TaskState.Patching);
        await task.Handle.SignalAsync(running => running.PauseAsync(new PersonRequest("ann")));

        hold!.Release();
        await task.WaitForAsync(TaskState.Paused);
        Assert.Equal(0, task.Scenario.Count("Guard"));
        await task.Handle.SignalAsync(running => running.ResumeAsync(new PersonRequest("ann")));

        await task.EndAsync(Reason.CiPassed);
    }

    [Fact]
    public async Task HandBack_AfterTakeover_JudgesTheNewCommitFirst()
    {
        var (task, _) = await Stage.ReachAsync(server, TaskState.Takeover);
        await task.WaitForJournalAsync("Notify takeover");

        task.Scenario.RemoteHead = "human";
        task.Scenario.OnPush = null;
        await task.Handle.ExecuteUpdateAsync(running => running.HandBackNowAsync(new PersonRequest("ann")));

        var result = await task.EndAsync(Reason.CiPassed);
        Assert.Equal("human", result.Status.HeadCommit);
        Assert.Equal("superseded", result.Attempts.Single().Verdict);
        Assert.Equal(2, task.Scenario.Count("Prepare"));
    }

    [Fact]
    public async Task HandBack_NewCommitIsRed_RepairsItFromItsFindings()
    {
        var (task, _) = await Stage.ReachAsync(server, TaskState.Takeover);
        task.Scenario.RemoteHead = "human";
        task.Scenario.OnPush = null;
        task.Scenario.OnChecks = (commit, _) => [commit == "human" ? Build.Red() : Build.Check()];

        await task.Handle.SignalAsync(running => running.HandBackAsync(new PersonRequest("ann")));

        var result = await task.EndAsync(Reason.CiPassed);
        Assert.Equal(["Classify human"], task.Scenario.Journal.Where(entry => entry.StartsWith("Classify", StringComparison.Ordinal)));
        Assert.Equal("human", task.Scenario.Patches.Last().HeadCommit);
        Assert.Equal(2, result.Attempts.Count);
    }

    [Fact]
    public async Task Messages_BeforeTheFirstWorkflowTask_AreNotLost()
    {
        // All in one go: the task meets them before its first step.
        var task = await server.StartAsync(scenario => scenario.HoldAt("ChooseHost").Release());
        await task.Handle.SignalAsync(running => running.CancelAsync(new PersonRequest("ann")));

        Assert.True((await task.EndAsync()).Status.State is TaskState.Cancelled or TaskState.Green);
    }

    private static Task SignalAsync(RunningTask task, string message) => message switch
    {
        "approve" => task.Handle.SignalAsync(running => running.ApproveAsync(new Approval("ann", "c1"))),
        "reject" => task.Handle.SignalAsync(running => running.RejectAsync(new Rejection("ann", "no"))),
        "resume" => task.Handle.SignalAsync(running => running.ResumeAsync(new PersonRequest("ann"))),
        "hand-back" => task.Handle.SignalAsync(running => running.HandBackAsync(new PersonRequest("ann"))),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "Not a message that is refused anywhere here."),
    };

    private static Task<MessageReceipt> UpdateAsync(RunningTask task, string message) => message switch
    {
        "approve" => task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1"))),
        "reject" => task.Handle.ExecuteUpdateAsync(running => running.RejectNowAsync(new Rejection("ann", "no"))),
        "steer" => task.Handle.ExecuteUpdateAsync(running => running.SteerNowAsync(new Steering("ann", "try harder"))),
        "resume" => task.Handle.ExecuteUpdateAsync(running => running.ResumeNowAsync(new PersonRequest("ann"))),
        "cancel" => task.Handle.ExecuteUpdateAsync(running => running.CancelNowAsync(new PersonRequest("ann"))),
        _ => task.Handle.ExecuteUpdateAsync(running => running.HandBackNowAsync(new PersonRequest("ann"))),
    };
}

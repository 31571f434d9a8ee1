using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Client;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>Waiting for CI is level-triggered: what signals do or do not do changes when the task ends, never how.</summary>
public sealed class CiWaitTests(TaskServer server)
{
    private static readonly IReadOnlyList<CheckResult> Running = [Build.Check(status: CheckStatus.InProgress)];

    [Fact]
    public async Task Watch_EveryWebhookLost_EndsByPolling()
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 2;
            scenario.OnChecks = (commit, _) => scenario.Count($"ReadCi {commit}") < 3 ? Running : [commit == "c1" ? Build.Red() : Build.Check()];
        });

        var result = await task.EndAsync(Reason.CiPassed);

        Assert.Equal(["failed", "passed"], result.Attempts.Select(attempt => attempt.Verdict));
    }

    [Fact]
    public async Task Watch_Signal_WakesAtOnce()
    {
        var done = false;
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _) => done ? [Build.Check()] : Running);
        // By now the next look is at least four seconds away.
        await task.WaitForJournalAsync("ReadCi", 3);

        done = true;
        var since = TimeProvider.System.GetTimestamp();
        await task.ReportCiAsync("d1");
        await task.EndAsync(Reason.CiPassed);

        Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(3), $"{TimeProvider.System.GetElapsedTime(since)}");
    }

    [Fact]
    public async Task Watch_DuplicatedDelivery_IsLookedAtOnce()
    {
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _) => Running);
        await task.WaitForJournalAsync("ReadCi", 4);
        for (var i = 0; i < 5; i++)
        {
            await task.ReportCiAsync("same");
        }

        await task.WaitForJournalAsync("ReadCi", 5);
        Assert.True(task.Scenario.Count("ReadCi") <= 6, $"{task.Scenario.Count("ReadCi")} looks");
        await task.Handle.SignalAsync(running => running.CancelAsync(new PersonRequest("ann")));
        await task.EndAsync(Reason.CancelledByUser);
    }

    [Fact]
    public async Task Watch_ReorderedForgedAndStaleReports_ChangeNothing()
    {
        var done = false;
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _) => done ? [Build.Red("b"), Build.Check("a")] : Running);
        await task.WaitForAsync(TaskState.WaitingCi);

        await task.ReportCiAsync("d3", "c1");
        await task.ReportCiAsync("d1", "base");
        await task.ReportCiAsync("d2", "never-heard-of");
        Assert.Equal(TaskState.WaitingCi, (await task.StatusAsync()).State);
        task.Scenario.OnClassify = _ => Build.Failure(Contracts.Findings.Cause.Code, Reason.BaseIsRed);
        done = true;
        await task.ReportCiAsync("d0", "c1");

        await task.EndAsync(Reason.BaseIsRed);
        Assert.Equal(["Classify c1"], task.Scenario.Journal.Where(entry => entry.StartsWith("Classify", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Watch_NoCheckReported_IsBlocked()
    {
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _) => [], Budgets(new() { NoCheckReported = TimeSpan.FromSeconds(2) }));

        await task.EndAsync(Reason.NoCheckReported);
    }

    [Fact]
    public async Task Watch_NeverFinishes_IsBlockedAndCiIsCancelled()
    {
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _) => Running, Budgets(new() { CiWait = TimeSpan.FromSeconds(2) }));

        await task.EndAsync(Reason.CiWaitExceeded);

        Assert.Equal(1, task.Scenario.Count("CancelCi"));
    }

    [Fact]
    public async Task Watch_MaintainerMustAllowCi_SaysSoAndGoesOnAfterwards()
    {
        var allowed = false;
        var task = await server.StartAsync(
            scenario => scenario.OnChecks = (_, _) => [allowed ? Build.Check() : Build.Check(status: CheckStatus.AwaitingApproval)]);
        await task.WaitForAsync(TaskState.CiAwaitingApproval);
        await task.WaitForJournalAsync("Notify ci-approval-needed");

        allowed = true;
        await task.ReportCiAsync("d1");

        await task.EndAsync(Reason.CiPassed);
        Assert.Equal(1, task.Scenario.Count("Notify ci-approval-needed"));
    }

    [Fact]
    public async Task Watch_NobodyAllowsCi_NeedsAHuman()
    {
        var task = await server.StartAsync(
            scenario => scenario.OnChecks = (_, _) => [Build.Check(status: CheckStatus.AwaitingApproval)],
            Budgets(new() { Approval = TimeSpan.FromSeconds(2) }));

        await task.EndAsync(Reason.CiApprovalExpired);
    }

    [Fact]
    public async Task Gate_NobodyApproves_NeedsAHuman()
    {
        var task = await server.StartAsync(
            scenario => scenario.Policy = new TaskPolicy { HighRisk = true }, Budgets(new() { Approval = TimeSpan.FromSeconds(2) }));

        var result = await task.EndAsync(Reason.ApprovalExpired);

        Assert.Equal(0, task.Scenario.Count("PullRequest ready"));
        var late = await Assert.ThrowsAnyAsync<Exception>(
            () => task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", result.Status.HeadCommit!))));
        Assert.NotNull(late);
    }

    [Fact]
    public async Task Takeover_NeverHandedBack_NeedsAHuman()
    {
        var task = await server.StartAsync(
            scenario => scenario.OnChecks = (_, _) =>
            {
                scenario.RemoteHead = "human";
                return Running;
            },
            Budgets(new() { Approval = TimeSpan.FromSeconds(2) }));

        await task.EndAsync(Reason.HumanTookOver);
    }

    [Fact]
    public async Task Runtime_Used_StopsWhatRunsAndIsBlocked()
    {
        Hold? hold = null;
        var task = await server.StartAsync(
            scenario => hold = scenario.HoldAt("Patch"), Budgets(new() { Runtime = TimeSpan.FromSeconds(3) }));

        await task.EndAsync(Reason.RuntimeUsed);

        Assert.True(hold!.Cancelled);
    }

    [Fact]
    public async Task Runtime_WaitingForPeople_DoesNotCount()
    {
        var task = await server.StartAsync(
            scenario => scenario.Policy = new TaskPolicy { HighRisk = true },
            Budgets(new() { Runtime = TimeSpan.FromSeconds(4), Approval = TimeSpan.FromSeconds(6) }));

        var result = await task.EndAsync(Reason.ApprovalExpired);

        Assert.True(result.Budgets.Used.Runtime < TimeSpan.FromSeconds(4), $"{result.Budgets.Used.Runtime}");
    }

    [Fact]
    public async Task Watch_HistoryGrowsLong_ContinuesAsNewWithEverythingKnown()
    {
        var done = false;
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 2;
            scenario.OnChecks = (commit, _) => commit == "c1" ? [Build.Red()] : done ? [Build.Check()] : Running;
        });
        await task.WaitForAsync("the second attempt", status => status is { Attempt: 2, State: TaskState.WaitingCi });
        // The genuine server suggests it at 400 events by configuration, the embedded one at 4,096.
        for (var burst = 0; (await task.Newest.DescribeAsync()).RunId == task.Handle.ResultRunId; burst++)
        {
            Assert.True(burst < 60, $"It never continued as new: {(await task.Newest.DescribeAsync()).HistoryLength} events.");
            await Task.WhenAll(Enumerable.Range(0, 100).Select(
                i => task.Newest.SignalAsync(running => running.CiReportedAsync(new CiEvent($"d{burst}-{i}", "c2")))));

            // A run that is handed signals without a break never finds the moment to hand over.
            await task.StatusAsync();
        }

        var status = await task.WaitForAsync(TaskState.WaitingCi);
        Assert.Equal((2, "c2"), (status.Attempt, status.HeadCommit));
        done = true;
        await task.Newest.SignalAsync(running => running.CiReportedAsync(new CiEvent("last", "c2")));
        var result = await task.EndAsync(Reason.CiPassed);
        Assert.Equal(["failed", "passed"], result.Attempts.Select(attempt => attempt.Verdict));
        Assert.Equal((1, 2), (task.Scenario.Count("Prepare"), task.Scenario.Count("Push ")));
    }

    private static Func<TaskSpec, TaskSpec> Budgets(BudgetOverrides budgets) => spec => spec with { Budgets = budgets };
}

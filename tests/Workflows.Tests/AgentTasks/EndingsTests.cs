using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Exceptions;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>Each way a task ends by itself.</summary>
public sealed class EndingsTests(TaskServer server)
{
    [Fact]
    public async Task Run_CiPassesAtOnce_IsGreenWithAReadyPullRequest()
    {
        var task = await server.StartAsync();

        var result = await task.EndAsync(Reason.CiPassed);

        Assert.Equal(1, result.Status.Attempt);
        Assert.Equal(["passed"], result.Attempts.Select(attempt => attempt.Verdict));
        Assert.Equal([PullRequestStage.Draft, PullRequestStage.Ready], task.Scenario.PullRequests.Select(request => request.Stage));
        Assert.Equal(
            ["ChooseHost", "Prepare", "Patch 1", "Guard", "Commit 1", "Push c1", "PullRequest draft", "ReadCi c1", "Guard", "CompareTests c1", "PullRequest ready", "Report", "Notify terminal", "CleanUp"],
            task.Scenario.Journal);
        Assert.NotNull(result.Status.Links.Report);
        Assert.NotNull(result.Status.Links.PullRequest);
    }

    [Fact]
    public async Task Run_RedThenGreen_GivesTheFindingsToTheNextAttempt()
    {
        var task = await server.StartAsync(scenario => scenario.GreenFrom = 2);

        var result = await task.EndAsync(Reason.CiPassed);

        Assert.Equal(["failed", "passed"], result.Attempts.Select(attempt => attempt.Verdict));
        Assert.Equal(["finding-of-c1"], result.Attempts[0].Fingerprints);
        Assert.Equal(1, task.Scenario.Count("PullRequest ready"));
        Assert.Equal("c2", result.Status.HeadCommit);
    }

    [Fact]
    public async Task Run_FewerTestsThanOnTheBaseCommit_NeedsAHumanThoughCiPassed()
    {
        var task = await server.StartAsync(scenario => scenario.OnCompareTests = request => new()
        {
            Hits = request is { BaseCommit: "base", Query.Commit: "c1" } ? [new(Reason.TestTampering, null, "build: 3 tests ran, 5 on the base commit.")] : [],
        });

        var result = await task.EndAsync(Reason.TestTampering);

        Assert.Equal("build: 3 tests ran, 5 on the base commit.", result.Status.Detail);
        Assert.Equal(0, task.Scenario.Count("PullRequest ready"));
    }

    [Fact]
    public async Task Run_NeverGreen_UsesItsAttempts()
    {
        var task = await server.StartAsync(scenario => scenario.GreenFrom = 99);

        var result = await task.EndAsync(Reason.AttemptsUsed);

        Assert.Equal(3, result.Attempts.Count);
        Assert.Equal(3, task.Scenario.Count("Push"));
        Assert.Equal(0, task.Scenario.Count("PullRequest ready"));
    }

    [Theory]
    [InlineData("a|a", Reason.NoProgress, 2)]
    [InlineData("a|b|a", Reason.Oscillation, 3)]
    [InlineData("a|b,c|d,e,f", Reason.FailuresGrowing, 3)]
    public async Task Run_FailuresRepeat_Stops(string failures, Reason reason, int attempts)
    {
        var sets = failures.Split('|');
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 99;
            scenario.Policy = new TaskPolicy { Budgets = new BudgetLimits { Attempts = 9 } };
            scenario.OnClassify = request => Build.Failure(Cause.Code, null, sets[request.Attempt - 1].Split(','));
        });

        var result = await task.EndAsync(reason);

        Assert.Equal(attempts, result.Attempts.Count);
    }

    [Theory]
    [InlineData(PatchStatus.NoChange, Reason.NoChange)]
    [InlineData(PatchStatus.Failed, Reason.PatcherFailed)]
    [InlineData(PatchStatus.TimedOut, Reason.PatcherFailed)]
    public async Task Run_NoPatch_IsBlocked(PatchStatus status, Reason reason)
    {
        var task = await server.StartAsync(scenario => scenario.OnPatch = _ => new PatchResult { Status = status, Detail = "why" });

        var result = await task.EndAsync(reason);

        Assert.Equal(0, task.Scenario.Count("Push"));
        Assert.Contains("why", result.Status.Detail);
    }

    [Fact]
    public async Task Run_SamePatchAgain_IsBlocked()
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 99;
            scenario.OnPatch = _ => new PatchResult { Status = PatchStatus.Patched, PatchHash = "always" };
        });

        await task.EndAsync(Reason.SamePatch);

        Assert.Equal(1, task.Scenario.Count("Push"));
    }

    [Fact]
    public async Task Run_CostUsed_IsBlocked()
    {
        var task = await server.StartAsync(scenario => scenario.GreenFrom = 99, spec => spec with { Budgets = new() { CostUsd = 1, Attempts = 9 } });

        var result = await task.EndAsync(Reason.CostUsed);

        Assert.Equal(2, result.Attempts.Count);
    }

    [Theory]
    [InlineData(Reason.ProtectedPath)]
    [InlineData(Reason.TestTampering)]
    [InlineData(Reason.SecretInDiff)]
    public async Task Run_GuardHit_NeedsAHumanAndPushesNothing(Reason reason)
    {
        var task = await server.StartAsync(scenario => scenario.OnGuard = _ => new() { Hits = [new GuardHit(reason, "a.cs", "found")] });

        var result = await task.EndAsync(reason);

        Assert.Equal(0, task.Scenario.Count("Commit"));
        Assert.Contains("a.cs", result.Status.Detail);
    }

    [Fact]
    public async Task Run_GuardHitOnlyAfterCi_IsNotReadied()
    {
        var task = await server.StartAsync(scenario =>
            scenario.OnGuard = _ => scenario.Count("Guard") == 1 ? new() : new() { Hits = [new GuardHit(Reason.ProtectedPath, "ci.yml", "found")] });

        await task.EndAsync(Reason.ProtectedPath);

        Assert.Equal(0, task.Scenario.Count("PullRequest ready"));
    }

    [Fact]
    public async Task Run_DiffTooLarge_NeedsAHuman()
    {
        var task = await server.StartAsync(scenario => scenario.OnGuard = _ => new() { ChangedLines = 2_001 });

        await task.EndAsync(Reason.DiffTooLarge);
    }

    [Fact]
    public async Task Run_PushRefused_IsBlocked()
    {
        var task = await server.StartAsync(scenario => scenario.OnPush = _ => new() { Status = PushStatus.Rejected, Detail = "hook says no" });

        var result = await task.EndAsync(Reason.PushRejected);

        Assert.Equal("hook says no", result.Status.Detail);
    }

    [Theory]
    [InlineData(Cause.Code, Reason.BaseIsRed)]
    [InlineData(Cause.Configuration, Reason.CiStartupFailure)]
    [InlineData(Cause.Infrastructure, Reason.CiQuota)]
    public async Task Run_ClassificationNamesTheEnding_EndsSo(Cause cause, Reason reason)
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 99;
            scenario.OnClassify = _ => Build.Failure(cause, reason);
        });

        await task.EndAsync(reason);

        Assert.Equal(0, task.Scenario.Count("Rerun"));
    }

    [Fact]
    public async Task Run_ConfigurationFailure_NeedsAHuman()
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 99;
            scenario.OnClassify = _ => Build.Failure(Cause.Configuration);
        });

        await task.EndAsync(Reason.ConfigurationFailure);
    }

    [Theory]
    [InlineData(Cause.Flaky, Reason.FlakyPersists, 1)]
    [InlineData(Cause.Infrastructure, Reason.InfrastructurePersists, 2)]
    [InlineData(Cause.Ambiguous, Reason.AmbiguousFailure, 1)]
    [InlineData(Cause.Cancelled, Reason.AmbiguousFailure, 1)]
    public async Task Run_NotTheCodesFault_RerunsWithinItsBudgetAndUsesNoAttempt(Cause cause, Reason reason, int reruns)
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 99;
            scenario.OnClassify = _ => Build.Failure(cause);
        });

        var result = await task.EndAsync(reason);

        Assert.Equal(reruns, task.Scenario.Count("Rerun"));
        Assert.Equal(1, result.Budgets.Used.Attempts);
        Assert.Equal(reruns, result.Attempts.Single().Reruns);
        Assert.Equal(1, task.Scenario.Count("Push"));
    }

    [Theory]
    [InlineData(Cause.Flaky)]
    [InlineData(Cause.Infrastructure)]
    [InlineData(Cause.Ambiguous)]
    public async Task Run_PassesOnRerun_IsGreen(Cause cause)
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.OnChecks = (commit, attempt) => [attempt == 1 ? Build.Red() : Build.Check(attempt: attempt)];
            scenario.OnClassify = _ => Build.Failure(cause);
        });

        var result = await task.EndAsync(Reason.CiPassed);

        Assert.Equal(1, result.Attempts.Single().Reruns);
    }

    [Theory]
    [InlineData(FailureTypes.RepositoryUnreachable, Reason.RepositoryUnreachable)]
    [InlineData(FailureTypes.PolicyInvalid, Reason.PolicyInvalid)]
    [InlineData(FailureTypes.MergeConflict, Reason.MergeConflict)]
    [InlineData(FailureTypes.BranchBehind, Reason.MergeConflict)]
    [InlineData(FailureTypes.RerunsUsed, Reason.FlakyPersists)]
    [InlineData(FailureTypes.ForgeRefused, Reason.PushRejected)]
    [InlineData(FailureTypes.Unexpected, Reason.InternalError)]
    [InlineData("never-heard-of", Reason.InternalError)]
    public async Task Run_ActivityFails_EndsWithTheReasonOfItsType(string type, Reason reason)
    {
        var task = await server.StartAsync(scenario =>
            scenario.OnPatch = _ => throw new ApplicationFailureException("line 3: what is wrong", type, nonRetryable: true));

        var result = await task.EndAsync(reason);

        Assert.Equal("line 3: what is wrong", result.Status.Detail);
    }

    [Fact]
    public async Task Run_WorkTreeLostOnItsHost_PreparesAgainWithinTheAttempt()
    {
        var task = await server.StartAsync(scenario => scenario.OnGuard = _ => scenario.Count("Guard") == 1
            ? throw new ApplicationFailureException("gone", FailureTypes.WorkTreeMissing, nonRetryable: true)
            : new GuardResult());

        var result = await task.EndAsync(Reason.CiPassed);

        Assert.Equal((2, 2, 1), (task.Scenario.Count("Prepare"), task.Scenario.Count("Patch 1"), result.Attempts.Count));
    }

    [Fact]
    public async Task Run_NotifierFails_EndsAllTheSame()
    {
        var task = await server.StartAsync(scenario =>
            scenario.OnNotify = _ => throw new ApplicationFailureException("no mail", "x", nonRetryable: true));

        var result = await task.EndAsync();

        Assert.Equal(TaskState.Green, result.Status.State);
    }

    [Fact]
    public async Task Run_BranchIsThereFromAnEarlierTask_GoesOnFromIt()
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.RemoteHead = "earlier";
            scenario.OnChecks = (commit, attempt) => [commit == "earlier" ? Build.Red() : Build.Check()];
        });

        var result = await task.EndAsync(Reason.CiPassed);

        Assert.Equal(["Push earlier", "Push c1"], task.Scenario.Journal.Where(entry => entry.StartsWith("Push ", StringComparison.Ordinal)));
        Assert.Equal("test", Assert.Single(task.Scenario.Patches).Findings.Count == 0 ? "test" : "findings");
        Assert.Single(result.Attempts);
    }

    [Fact]
    public async Task Run_ForgeDoesNotAnswerForAWhile_GoesOn()
    {
        var task = await server.StartAsync(scenario => scenario.OnChecks = (commit, _) => scenario.Count("ReadCi") < 3
            ? throw new ApplicationFailureException("503", "forge-away", nonRetryable: true)
            : [Build.Check()]);

        await task.EndAsync(Reason.CiPassed);
    }
}

using System.Globalization;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis.Flakiness;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>The real workflow, real pushes and real webhooks against the simulated GitHub.</summary>
public sealed class GitHubLoopTests(GitHubScene scene) : IClassFixture<GitHubScene>
{
    [Fact]
    public async Task Run_RedThenPatched_EndsGreenAndReady()
    {
        var repository = await scene.RepositoryAsync();

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "loop"));

        AssertGreen(result, attempts: 2);
        var pull = Assert.Single(repository.Pulls);
        Assert.Equal(("open", false, "bgagent/loop"), (pull.State, pull.Draft, pull.Head));
        Assert.Equal(result.Status.HeadCommit, repository.Head("bgagent/loop"));
        Assert.Contains("CI passed", Assert.Single(repository.CommentsOf(pull.Number)).Body, StringComparison.Ordinal);
        Assert.Equal(Ledger("loop"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_FailureThatGoesAwayByItself_IsRerunOnceAndBurnsNoAttempt()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => CiPlan.OneJob(JobOutcome.Red("something went wrong\n"), JobOutcome.Green);

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "flaky"));

        AssertGreen(result, attempts: 1);
        Assert.Equal(1, result.Attempts[0].Reruns);
        Assert.Equal(Ledger("flaky", "run CI rerun"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_OnlyAReportInAnArtifactTells_IsRepairedFromIt()
    {
        const string Report = """
            <testsuite name="answers"><testcase classname="Answers" name="SaysDone" file="answer.txt" line="1"><failure message="expected done, got alpha"/></testcase></testsuite>
            """;
        const string Passed = """<testsuite name="answers"><testcase classname="Answers" name="SaysDone"/></testsuite>""";
        var repository = await scene.RepositoryAsync();
        repository.Script = commit => commit.Read("answer.txt")?.Trim() is null or "done"
            ? CiPlan.OneJob(JobOutcome.Green.WithReport("test-results", "junit.xml", Passed))
            : CiPlan.OneJob(new JobOutcome { Conclusion = "failure", Log = null }.WithReport("test-results", "junit.xml", Report));

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "report"));

        AssertGreen(result, attempts: 2);
        var finding = Assert.Single(result.Attempts[0].Findings);
        Assert.Equal(("Answers.SaysDone", "answer.txt", 1), (finding.Test, finding.File, finding.Line));
        Assert.Equal(Ledger("report"), scene.GitHub.Ledger.Of(repository.FullName));
        var kept = Path.Combine(scene.DataDirectory, "artifacts", "tasks", "report", "attempt-1", "ci-build-1", "test-results-junit.xml");
        Assert.Equal(Report, await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
        using var statistics = new FlakinessStatistics(Path.Combine(scene.DataDirectory, FlakinessStatistics.FileName), TimeProvider.System);
        Assert.Equal((2L, 1L), statistics.Count(repository.Url));
    }

    [Theory]
    [InlineData("4", TaskState.NeedsHuman)]
    [InlineData("6", TaskState.Green)]
    public async Task Run_TestsCoverLessThanOnTheBase_EndsWithAPersonWhenItIsTooMuch(string allowed, TaskState state)
    {
        var repository = await scene.RepositoryAsync();
        repository.RunCi("main", CiPlan.OneJob(JobOutcome.Green.WithReport("coverage", "coverage.cobertura.xml", Coverage(95))));
        repository.Script = _ => CiPlan.OneJob(JobOutcome.Green.WithReport("coverage", "coverage.cobertura.xml", Coverage(90)));

        var result = await Scene.EndAsync(await scene.StartAsync(
            repository, $"coverage-{allowed}", spec => spec with { Budgets = new BudgetOverrides { CoverageDrop = decimal.Parse(allowed, CultureInfo.InvariantCulture) } }));

        Assert.Equal(state, result.Status.State);
        if (state == TaskState.NeedsHuman)
        {
            Assert.Equal(Reason.CoverageDropped, result.Status.Reason);
            Assert.Equal("build: tests cover 90 % of the lines, 95 % on the base commit; a drop of 4 points is allowed.", result.Status.Detail);
        }

        static string Coverage(int covered) => $"""<coverage line-rate="0.{covered}" lines-covered="{covered}" lines-valid="100"/>""";
    }

    [Fact]
    public async Task Run_RunnerLost_IsRerunOnTheInfrastructureBudget()
    {
        var repository = await scene.RepositoryAsync();
        var lost = new JobOutcome
        {
            Conclusion = "failure",
            Log = null,
            Annotations = ["The hosted runner: GitHub Actions 7 lost communication with the server."],
        };
        repository.Script = _ => CiPlan.OneJob(lost, JobOutcome.Green);

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "infra"));

        AssertGreen(result, attempts: 1);
        Assert.Equal((1, 0), (result.Budgets.Used.InfraReruns, result.Budgets.Used.FlakyReruns));
        Assert.Equal(Ledger("infra", "run CI rerun"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_CancelledByGitHub_IsRerunOnceAndBurnsNoAttempt()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => CiPlan.OneJob(new JobOutcome { Conclusion = "cancelled", Log = null }, JobOutcome.Green);

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "stopped"));

        AssertGreen(result, attempts: 1);
        Assert.Equal(Ledger("stopped", "run CI rerun"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_SameFailureOnBase_IsBlockedWithThatReason()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => CiPlan.OneJob(JobOutcome.Red("src/app.c:3:1: error: it never worked\n"));
        repository.RunCi("main", CiPlan.OneJob(JobOutcome.Red("src/app.c:3:1: error: it never worked\n")));

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "base"));

        Assert.Equal((TaskState.Blocked, Reason.BaseIsRed), (result.Status.State, result.Status.Reason));
        Assert.True(Assert.Single(repository.Pulls).Draft);
        Assert.Equal(Blocked("base"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_CiNeedsApproval_TellsOnceAndBurnsNoAttempt()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => new CiPlan { Workflows = [new WorkflowPlan { NeedsApproval = true, Jobs = [new JobPlan { Name = "build" }] }] };
        var task = await scene.StartAsync(repository, "approval");
        await GitHubScene.StateAsync(task, TaskState.CiAwaitingApproval);

        repository.ApproveRuns();

        AssertGreen(await Scene.EndAsync(task), attempts: 1);
        Assert.Equal(Ledger("approval", ""), scene.GitHub.Ledger.Of(repository.FullName));
        Assert.Single(await NoticesAsync("approval"), line => line.Contains("ci-approval-needed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_NoCheckEver_EndsWithThatReason()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => new CiPlan();

        var result = await Scene.EndAsync(await scene.StartAsync(
            repository, "silent", spec => spec with { Budgets = new BudgetOverrides { NoCheckReported = TimeSpan.FromSeconds(2) } }));

        Assert.Equal((TaskState.Blocked, Reason.NoCheckReported), (result.Status.State, result.Status.Reason));
        Assert.Equal(Blocked("silent"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Theory]
    [InlineData("recent account payments have failed or your spending limit needs to be increased", Reason.CiQuota)]
    [InlineData(null, Reason.CiStartupFailure)]
    public async Task Run_CiRefusesToRun_IsBlockedWithThatReason(string? annotation, Reason reason)
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => annotation is null
            ? new CiPlan { Workflows = [new WorkflowPlan { StartupFailure = true }] }
            : CiPlan.OneJob(new JobOutcome { Conclusion = "failure", Log = null, Annotations = [annotation] });

        var result = await Scene.EndAsync(await scene.StartAsync(repository, annotation is null ? "startup" : "quota"));

        Assert.Equal((TaskState.Blocked, reason), (result.Status.State, result.Status.Reason));
        Assert.Single(result.Attempts);
    }

    [Fact]
    public async Task Run_SomebodyPushes_YieldsUntilItIsHandedBack()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = commit => CiPlan.OneJob(commit.Read("hers.txt") is null ? new JobOutcome { Endless = true } : JobOutcome.Green);
        var task = await scene.StartAsync(repository, "pushed");
        await GitHubScene.StateAsync(task, TaskState.WaitingCi);
        await Eventually.IsAsync("the pull request", () => Task.FromResult(repository.Pulls), pulls => pulls.Count > 0);
        var ada = scene.Clone(repository, "ada");
        ada.Git("checkout", "--quiet", "bgagent/pushed");
        ada.Write("hers.txt", "mine\n");
        var hers = ada.Commit("by hand");
        ada.Git("push", "--quiet", "origin", "bgagent/pushed");

        await GitHubScene.StateAsync(task, TaskState.Takeover);
        await task.ExecuteUpdateAsync(workflow => workflow.HandBackNowAsync(new PersonRequest("ada")));
        var result = await Scene.EndAsync(task);

        AssertGreen(result, attempts: 1);
        Assert.Equal(hers, repository.Head("bgagent/pushed"));
        Assert.DoesNotContain("branch bgagent/pushed forced", scene.GitHub.Ledger.Of(repository.FullName));
        Assert.Single(await NoticesAsync("pushed"), line => line.Contains("\"takeover\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_BaseMovedInConflict_IsBlockedAsConflict()
    {
        var repository = await scene.RepositoryAsync();
        var ada = scene.Clone(repository, "ada");
        ada.Write("answer.txt", "something else entirely\n");
        ada.Commit("meanwhile");
        repository.Script = commit =>
        {
            if (commit.Branch == "bgagent/conflict")
            {
                ada.Git("push", "--quiet", repository.Folder, "main");
            }

            return CiPlan.OneJob(JobOutcome.Green);
        };

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "conflict", spec => spec with
        {
            Repository = spec.Repository,
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = "echo done > answer.txt" }],
        }));

        Assert.Equal((TaskState.Blocked, Reason.MergeConflict), (result.Status.State, result.Status.Reason));
        Assert.True(Assert.Single(repository.Pulls).Draft);
        Assert.Equal(Blocked("conflict"), scene.GitHub.Ledger.Of(repository.FullName).Where(what => what != "branch main pushed"));
    }

    [Fact]
    public async Task Run_BaseMovedInConflict_IsRebasedByPolicyAndJudgedAgain()
    {
        var repository = await scene.RepositoryAsync();
        var ada = scene.Clone(repository, "ada");
        var moved = false;
        repository.Script = commit =>
        {
            if (commit.Branch == "bgagent/rebase" && commit.Read("more.txt") is not null && !moved)
            {
                // Somebody takes the first commit over and goes on with it: a merge conflicts, a rebase leaves that commit out.
                moved = true;
                ada.Git("fetch", "--quiet", repository.Folder, "bgagent/rebase");
                ada.Git("cherry-pick", "FETCH_HEAD~1");
                ada.Write("answer.txt", "better\n");
                ada.Commit("meanwhile");
                ada.Git("push", "--quiet", repository.Folder, "main");
            }

            return commit.Read("more.txt") is null ? CiPlan.OneJob(JobOutcome.Red("more.txt:1: error: missing\n")) : CiPlan.OneJob(JobOutcome.Green);
        };

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "rebase", spec => spec with
        {
            PolicyText = "pullRequest:\n  onConflict: rebase\n",
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = "case $BGAGENT_ATTEMPT in 1) echo done > answer.txt;; *) echo more > more.txt;; esac" }],
        }));

        AssertGreen(result, attempts: 2);
        Assert.Equal(repository.Head("main"), result.Status.BaseCommit);
        Assert.Equal(
            [
                .. Ledger("rebase").Take(6), "branch bgagent/rebase forced", "pull-request 1 edited", "comment on 1 edited",
                "pull-request 1 edited", "pull-request 1 ready", "comment on 1 edited",
            ],
            scene.GitHub.Ledger.Of(repository.FullName).Where(what => what != "branch main pushed"));
    }

    [Fact]
    public async Task Run_BaseMovedWhereBranchesMustHoldIt_IsMergedByPolicy()
    {
        var repository = await scene.RepositoryAsync();
        repository.Require("main", ["build"], byRuleset: true);
        repository.Demand("main", upToDate: true);
        var ada = scene.Clone(repository, "ada");
        ada.Write("other.txt", "other\n");
        ada.Commit("meanwhile");
        repository.Script = commit =>
        {
            if (commit.Branch == "bgagent/behind" && commit.Read("other.txt") is null)
            {
                ada.Git("push", "--quiet", repository.Folder, "main");
            }

            return CiPlan.OneJob(JobOutcome.Green);
        };

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "behind", spec => spec with { PolicyText = "pullRequest:\n  onConflict: merge\n" }));

        AssertGreen(result, attempts: 1);
        Assert.Equal(repository.Head("main"), result.Status.BaseCommit);
        var ledger = scene.GitHub.Ledger.Of(repository.FullName);
        Assert.Contains("branch bgagent/behind pushed", ledger);
        Assert.DoesNotContain("branch bgagent/behind forced", ledger);
    }

    [Fact]
    public async Task Run_ConflictThatNeitherMergesNorRebases_NeedsAPerson()
    {
        var repository = await scene.RepositoryAsync();
        var ada = scene.Clone(repository, "ada");
        ada.Write("answer.txt", "something else entirely\n");
        ada.Commit("meanwhile");
        repository.Script = commit =>
        {
            if (commit.Branch != "bgagent/unresolved")
            {
                return new CiPlan();
            }

            // As with workflows of pull requests: no check comes for one that conflicts.
            ada.Git("push", "--quiet", repository.Folder, "main");
            return new CiPlan();
        };

        var result = await Scene.EndAsync(await scene.StartAsync(repository, "unresolved", spec => spec with
        {
            PolicyText = "pullRequest:\n  onConflict: rebase\n",
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = "echo done > answer.txt" }],
        }));

        Assert.Equal((TaskState.NeedsHuman, Reason.ConflictUnresolved), (result.Status.State, result.Status.Reason));
        Assert.Contains("answer.txt", result.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("branch bgagent/unresolved forced", scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_Cancelled_StopsCiClosesTheDraftAndDeletesTheBranch()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => CiPlan.OneJob(new JobOutcome { Endless = true });
        var task = await scene.StartAsync(repository, "cancel");
        await GitHubScene.StateAsync(task, TaskState.WaitingCi);
        await Eventually.IsAsync("the pull request", () => Task.FromResult(repository.Pulls), pulls => pulls.Count > 0);

        await task.ExecuteUpdateAsync(workflow => workflow.CancelNowAsync(new PersonRequest("ada", "not wanted")));
        var result = await Scene.EndAsync(task);

        Assert.Equal(TaskState.Cancelled, result.Status.State);
        Assert.Equal("closed", Assert.Single(repository.Pulls).State);
        Assert.Null(repository.Head("bgagent/cancel"));
        Assert.Equal(
            [
                "branch bgagent/cancel created", "pull-request 1 opened as draft", "comment on 1", "run CI cancelled",
                "pull-request 1 closed", "comment on 1 edited", "branch bgagent/cancel deleted",
            ],
            scene.GitHub.Ledger.Of(repository.FullName));
    }

    [Fact]
    public async Task Run_RejectedWithFeedback_MakesAnotherAttempt()
    {
        var repository = await scene.RepositoryAsync();
        repository.Script = _ => CiPlan.OneJob(JobOutcome.Green);
        var task = await scene.StartAsync(repository, "reject", spec => spec with { PolicyText = "approvals: 1\n" });
        var first = await GitHubScene.StateAsync(task, TaskState.AwaitingApproval);

        await task.ExecuteUpdateAsync(workflow => workflow.RejectNowAsync(new Rejection("ada", "say done", first.HeadCommit)));
        var second = await Eventually.IsAsync(
            "another commit at the gate", () => task.QueryAsync(workflow => workflow.Status()),
            status => status.State == TaskState.AwaitingApproval && status.HeadCommit != first.HeadCommit, TimeSpan.FromMinutes(1));
        await task.ExecuteUpdateAsync(workflow => workflow.ApproveNowAsync(new Approval("ada", second.HeadCommit!)));

        AssertGreen(await Scene.EndAsync(task), attempts: 2);
        Assert.Equal(Ledger("reject"), scene.GitHub.Ledger.Of(repository.FullName));
    }

    /// <summary>What is done to GitHub when the first attempt passes, with what happens between the push and the end.</summary>
    private static IEnumerable<string> Ledger(string task, string between)
        => Ledger(task).Take(3).Concat(between.Length == 0 ? [] : [between]).Concat(Ledger(task).TakeLast(3));

    /// <summary>What is done to GitHub when the first attempt is the last and does not pass.</summary>
    private static IEnumerable<string> Blocked(string task) => [.. Ledger(task).Take(3), "pull-request 1 edited", "comment on 1 edited"];

    /// <summary>Everything that two attempts do to GitHub.</summary>
    private static string[] Ledger(string task) =>
    [
        $"branch bgagent/{task} created", "pull-request 1 opened as draft", "comment on 1",
        $"branch bgagent/{task} pushed", "pull-request 1 edited", "comment on 1 edited",
        "pull-request 1 edited", "pull-request 1 ready", "comment on 1 edited",
    ];

    private static void AssertGreen(TaskResult result, int attempts)
    {
        Assert.True(result.Status.State == TaskState.Green, $"{result.Status.State} {result.Status.Reason}: {result.Status.Detail}");
        Assert.Equal(attempts, result.Attempts.Count);
    }

    private async Task<IEnumerable<string>> NoticesAsync(string taskId)
        => (await File.ReadAllLinesAsync(Path.Combine(scene.DataDirectory, "notifications.jsonl"), TestContext.Current.CancellationToken))
            .Where(line => line.Contains($"\"{taskId}/", StringComparison.Ordinal));
}

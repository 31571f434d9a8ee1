using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>States of checks that fool others, as the forge reports them.</summary>
public sealed class NamedStateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadCi_RunWaitsForAMaintainer_IsAwaitingApproval()
    {
        await using var bench = await GitHubForgeBench.StartAsync();

        var seen = await SeenAsync(bench, new CiPlan { Workflows = [new WorkflowPlan { NeedsApproval = true, Jobs = [new JobPlan { Name = "build" }] }] }, 1);

        Assert.Equal(CheckStatus.AwaitingApproval, Assert.Single(seen.Checks).Status);
        bench.Simulated.ApproveRuns();
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = "bgagent/t", Commit = seen.Commit };
        await Eventually.IsAsync("the approved run to pass", () => bench.Forge.ReadCiAsync(query, Cancel), AllSucceeded);
    }

    [Fact]
    public async Task ReadCi_FileNotAccepted_IsAStartupFailure()
    {
        await using var bench = await GitHubForgeBench.StartAsync();

        var seen = await SeenAsync(bench, new CiPlan { Workflows = [new WorkflowPlan { StartupFailure = true }] }, 1);

        Assert.Equal(CheckConclusion.StartupFailure, Assert.Single(seen.Checks).Conclusion);
    }

    [Theory]
    [InlineData("stale", CheckConclusion.Stale)]
    [InlineData("skipped", CheckConclusion.Skipped)]
    [InlineData("neutral", CheckConclusion.Neutral)]
    [InlineData("timed_out", CheckConclusion.TimedOut)]
    [InlineData("cancelled", CheckConclusion.Cancelled)]
    [InlineData("something_new", CheckConclusion.Failure)]
    public async Task ReadCi_Conclusions_KeepTheirNames(string theirs, CheckConclusion ours)
    {
        await using var bench = await GitHubForgeBench.StartAsync();

        // GitHub's description leaves out that GitHub itself makes old check runs stale, and knows no word that is still to come.
        bench.Watch.Excuse(theirs is "stale" or "something_new" ? "/conclusion" : "nothing");

        var seen = await SeenAsync(bench, CiPlan.OneJob(new JobOutcome { Conclusion = theirs }), 1);

        Assert.Equal(ours, Assert.Single(seen.Checks).Conclusion);
    }

    [Fact]
    public async Task ReadCi_StoppedByGitHub_HasTheAnnotationAsSummary()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        const string Note = "The job was not started because recent account payments have failed or your spending limit needs to be increased.";

        var seen = await SeenAsync(bench, CiPlan.OneJob(new JobOutcome { Conclusion = "failure", Log = null, Annotations = [Note] }), 1);

        Assert.Equal(Note, Assert.Single(seen.Checks).Summary);
    }

    [Fact]
    public async Task ReadCi_JobsThatComeLater_AreAnnouncedByTheirRun()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var plan = new CiPlan { Workflows = [new WorkflowPlan { Jobs = [new JobPlan { Name = "build" }, new JobPlan { Name = "deploy", NeedsOthers = true }] }] };
        var push = await bench.PushAsync("t", plan);
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = push.Branch, Commit = push.Commit };

        // At no moment does the first job alone look like the whole.
        var last = await Eventually.IsAsync("all", () => bench.Forge.ReadCiAsync(query, Cancel), ci =>
        {
            var done = ci.Checks.Count > 0 && ci.Checks.All(check => check.Status == CheckStatus.Completed);
            Assert.True(!done || ci.Checks.Count == 2, "a part was taken for the whole");
            return done;
        });

        Assert.Equal(["build", "deploy"], last.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task ReadCi_ChecksRequiredByTheBase_AreExpected()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulated.Require("main", ["protected"]);
        bench.Simulated.Require("main", ["ruled"], byRuleset: true);
        var query = new CiQuery
        {
            TaskId = "t",
            Repository = bench.Repository with { BaseBranch = null },
            Branch = "main",
            Commit = bench.BaseCommit,
            BaseCommit = bench.BaseCommit,
            RequiredChecks = ["policy"],
        };

        var seen = await bench.Forge.ReadCiAsync(query, Cancel);

        Assert.Equal(["policy", "protected", "ruled"], seen.ExpectedChecks);
        Assert.Empty(seen.SeenOnBase);
        Assert.Null(seen.QuietPeriod);
    }

    [Fact]
    public async Task ReadCi_NothingRequired_NamesWhatTheBaseHad()
    {
        await using var bench = await GitHubForgeBench.StartAsync(options => options.QuietPeriod = TimeSpan.FromSeconds(3));
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = "main", Commit = bench.BaseCommit, BaseCommit = bench.BaseCommit };

        var seen = await Eventually.IsAsync("CI of the base", () => bench.Forge.ReadCiAsync(query, Cancel), ci => ci.SeenOnBase.Count > 0);

        Assert.Equal(["build"], seen.SeenOnBase);
        Assert.Equal(TimeSpan.FromSeconds(3), seen.QuietPeriod);
    }

    [Fact]
    public async Task ReadCi_StatusesOfTheOldKind_AreChecksToo()
    {
        await using var bench = await GitHubForgeBench.StartAsync();

        var seen = await SeenAsync(bench, new CiPlan { Statuses = [new StatusPlan("ci/old", "failure", "it broke")] }, 1);

        var check = Assert.Single(seen.Checks);
        Assert.Equal(("ci/old", CheckConclusion.Failure, "it broke"), (check.Name, check.Conclusion, check.Summary));
    }

    [Fact]
    public async Task Rerun_AtGitHubsCeiling_IsNotAskedFor()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var seen = await SeenAsync(bench, CiPlan.OneJob(JobOutcome.Red("error: it is broken\n")), 1);
        bench.Simulated.Age(50);

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.RerunAsync(
            new RerunRequest { TaskId = "t", Repository = bench.Repository, Branch = "bgagent/t", Commit = seen.Commit, Checks = seen.Checks }, Cancel));

        Assert.Equal(ForgeFault.Exhausted, fault.Fault);
        Assert.DoesNotContain("run CI rerun", bench.Simulator.Ledger.Of("owner/repo"));
    }

    [Fact]
    public async Task ReadCi_NothingReported_SaysWhetherThePullRequestConflicts()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var push = await bench.PushAsync("t", new CiPlan(), ("mine.txt", "mine\n"));
        await bench.Forge.EnsurePullRequestAsync(Content(bench, push), Cancel);
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = push.Branch, Commit = push.Commit };
        Assert.False((await bench.Forge.ReadCiAsync(query, Cancel)).Conflicts);

        await bench.MoveBaseAsync("mine.txt", "theirs\n");

        await Eventually.IsAsync("the conflict to be found", () => bench.Forge.ReadCiAsync(query, Cancel), ci => ci.Conflicts);
    }

    [Fact]
    public async Task Pushed_WhileTheCommitBeforeStillRuns_CancelsThoseRuns()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var first = await bench.PushAsync("t", CiBehaviour.Endless);
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = first.Branch, Commit = first.Commit };
        await Eventually.IsAsync("a running check", () => bench.Forge.ReadCiAsync(query, Cancel), ci => ci.Checks.Any(check => check.Status == CheckStatus.InProgress));

        await bench.Forge.PushedAsync(first with { Commit = bench.BaseCommit, ExpectedRemoteHead = first.Commit }, Cancel);
        await bench.Forge.PushedAsync(first with { Commit = bench.BaseCommit, ExpectedRemoteHead = first.Commit }, Cancel);

        await Eventually.IsAsync("the run to end", () => bench.Forge.ReadCiAsync(query, Cancel), ci => ci.Checks.All(check => check.Conclusion == CheckConclusion.Cancelled));
        Assert.Single(bench.Simulator.Ledger.Of("owner/repo"), "run CI cancelled");
    }

    [Fact]
    public async Task EnsurePullRequest_ByPolicy_InvitesOnceAndOnlyWhenReady()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulated.Require("main", ["build", "later"]);
        var push = await bench.PushAsync("t", CiBehaviour.Green);
        var content = Content(bench, push) with { Labels = ["bgagent"], Assignees = ["ada"], Reviewers = ["bob", "owner/team"], AutoMerge = MergeMethod.Squash, StatusComment = "one" };

        await bench.Forge.EnsurePullRequestAsync(content, Cancel);
        Assert.Empty(bench.Simulated.Pulls.Single().Reviewers);
        await bench.Forge.EnsurePullRequestAsync(content with { Stage = PullRequestStage.Ready, StatusComment = "two" }, Cancel);
        await bench.Forge.EnsurePullRequestAsync(content with { Stage = PullRequestStage.Ready, StatusComment = "two" }, Cancel);

        var pull = bench.Simulated.Pulls.Single();
        Assert.Equal(["bgagent", "ada", "bob", "squash"], [.. pull.Labels, .. pull.Assignees, .. pull.Reviewers, pull.AutoMerge!]);
        var comment = Assert.Single(bench.Simulated.CommentsOf(1));
        Assert.EndsWith("two", comment.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnsurePullRequest_MergeQueueByPolicy_QueuesTheJudgedCommitOnce(bool requirementsLeft)
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        if (requirementsLeft)
        {
            bench.Simulated.Require("main", ["build", "later"]);
        }

        var push = await bench.PushAsync("t", CiBehaviour.Green);
        var content = Content(bench, push) with { Stage = PullRequestStage.Ready, MergeQueue = true };

        await bench.Forge.EnsurePullRequestAsync(content, Cancel);
        await bench.Forge.EnsurePullRequestAsync(content, Cancel);

        // With a requirement left GitHub queues it itself once that is met; auto-merge is how it is told so.
        Assert.Equal(requirementsLeft ? 0 : 1, bench.Simulator.Ledger.Of("owner/repo").Count(effect => effect == "pull-request 1 queued"));
        Assert.Equal(requirementsLeft ? "merge" : null, bench.Simulated.Pulls.Single().AutoMerge);
    }

    [Fact]
    public async Task EnsurePullRequest_Closed_DeletesTheBranchOnlyAtTheTasksCommit()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var push = await bench.PushAsync("t", CiBehaviour.Green);
        await bench.Forge.EnsurePullRequestAsync(Content(bench, push), Cancel);

        await bench.Forge.EnsurePullRequestAsync(Content(bench, push) with { Stage = PullRequestStage.Closed, HeadCommit = bench.BaseCommit }, Cancel);
        Assert.Equal(push.Commit, bench.Simulated.Head(push.Branch));
        await bench.Forge.EnsurePullRequestAsync(Content(bench, push) with { Stage = PullRequestStage.Closed }, Cancel);
        await bench.Forge.EnsurePullRequestAsync(Content(bench, push) with { Stage = PullRequestStage.Closed }, Cancel);

        Assert.Null(bench.Simulated.Head(push.Branch));
        Assert.Equal("closed", bench.Simulated.Pulls.Single().State);
    }

    private static async Task<CiObservation> SeenAsync(GitHubForgeBench bench, CiPlan plan, int checks)
    {
        var push = await bench.PushAsync("t", plan);
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = push.Branch, Commit = push.Commit };
        return await Eventually.IsAsync(
            $"{checks} settled check(s)",
            () => bench.Forge.ReadCiAsync(query, Cancel),
            ci => ci.Checks.Count == checks && ci.Checks.All(check => check.Status is CheckStatus.Completed or CheckStatus.AwaitingApproval));
    }

    private static bool AllSucceeded(CiObservation ci) => ci.Checks.Count > 0 && ci.Checks.All(check => check.Conclusion == CheckConclusion.Success);

    private static PullRequestContent Content(GitHubForgeBench bench, PushRequest push) => new()
    {
        Repository = bench.Repository,
        TaskId = "t",
        Branch = push.Branch,
        BaseBranch = "main",
        HeadCommit = push.Commit,
        Stage = PullRequestStage.Draft,
        Title = "Title",
        Body = "Body",
    };
}

using System.Text.Json;
using BackgroundAgent.Activities.Ci;
using BackgroundAgent.Activities.Notifications;
using BackgroundAgent.Activities.PullRequests;
using BackgroundAgent.Activities.Tests.Fakes;
using BackgroundAgent.Activities.Workspaces;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Exceptions;
using static BackgroundAgent.Activities.Tests.Fakes.Rounds;

namespace BackgroundAgent.Activities.Tests.Workspaces;

/// <summary>The activities in the order of the task, on a real repository, with real programs and real local CI.</summary>
public sealed class LoopOnRealGitTests
{
    private const string BrokenLog = "echo 'src/app.cs(3,5): error CS0103: The name foo does not exist in the current context [src/app.csproj]'; exit 1";

    [Fact]
    public async Task Loop_RedThenGreen_EveryEffectTwiceChangesNothing()
    {
        await using var host = await RealHost.StartAsync(null, ("readme.md", "hello\n"));
        var spec = host.Spec(
            "if [ \"$BGAGENT_ATTEMPT\" = 1 ]; then echo one > one; else grep -q CS0103 \"$BGAGENT_FINDINGS_FILE\" && touch fixed; fi",
            $"test -f fixed && exit 0; test -f one || exit 0; {BrokenLog}");
        var prepared = await Twice(() => host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec })));
        Assert.Equal(("main", prepared.BaseCommit), (prepared.BaseBranch, prepared.HeadCommit));

        var first = await RoundAsync(host, spec, prepared, 1, prepared.HeadCommit, null);
        var red = await host.WaitForCiAsync(Query(spec, first));
        Assert.Equal(CheckConclusion.Failure, red.Conclusion);
        var why = await host.RunAsync<CiActivities, Classification>(ci => ci.ClassifyAsync(Classify(spec, prepared, first, red)));
        Assert.True(why.Cause == Cause.Code, JsonSerializer.Serialize(why));
        Assert.Contains(why.Findings, finding => finding.Code == "CS0103");
        Assert.NotNull(why.Log);
        Assert.Null(why.Reason);

        var second = await RoundAsync(host, spec, prepared, 2, first, why);
        Assert.Equal(CheckConclusion.Success, (await host.WaitForCiAsync(Query(spec, second))).Conclusion);
        Assert.Equal(second, await host.GitAsync("rev-parse", "bgagent/t1"));
        Assert.Equal("2", await host.GitAsync("rev-list", "--count", "main..bgagent/t1"));
        await Twice(async () =>
        {
            await host.RunAsync<WorkspaceActivities>(work => work.CleanUpAsync(new CleanUpRequest("t1", spec.Repository)));
            return 0;
        });
        var missing = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => host.RunAsync<WorkspaceActivities, GuardResult>(work => work.GuardAsync(Guard(spec, prepared))));
        Assert.Equal(FailureTypes.WorkTreeMissing, missing.ErrorType);
    }

    [Fact]
    public async Task Classify_BaseFailsTheSameWay_IsBaseIsRed()
    {
        await using var host = await RealHost.StartAsync(null, ("readme.md", "hello\n"));
        var spec = host.Spec("echo more >> readme.md", BrokenLog);
        var prepared = await host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec }));
        var commit = await RoundAsync(host, spec, prepared, 1, prepared.HeadCommit, null);
        var red = await host.WaitForCiAsync(Query(spec, commit));

        var why = await host.RunAsync<CiActivities, Classification>(ci => ci.ClassifyAsync(Classify(spec, prepared, commit, red)));

        Assert.Equal((Reason.BaseIsRed, "same-failure-on-base"), (why.Reason, why.Rule));
    }

    [Theory]
    [InlineData("exit 3", PatchStatus.Failed)]
    [InlineData("true", PatchStatus.NoChange)]
    public async Task Patch_NothingComesOfIt_IsAnOutcome(string command, PatchStatus expected)
    {
        await using var host = await RealHost.StartAsync();
        var spec = host.Spec(command);
        var prepared = await host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec }));

        var patch = await host.RunAsync<WorkspaceActivities, PatchResult>(work => work.PatchAsync(Patch(spec, prepared, 1, prepared.HeadCommit, null)));

        Assert.Equal(expected, patch.Status);
        Assert.Null(patch.Diff);
    }

    [Fact]
    public async Task Prepare_PolicyOfTheRepositoryIsWrong_NamesLineAndColumn()
    {
        await using var host = await RealHost.StartAsync(null, (".bgagent.yml", "budgets:\n  attempts: many\n"));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = host.Spec("true") })));

        Assert.Equal((FailureTypes.PolicyInvalid, true), (failure.ErrorType, failure.NonRetryable));
        Assert.Contains(".bgagent.yml:2:", failure.Message);
    }

    [Fact]
    public async Task Prepare_PoliciesOfCallerAndRepository_AreMerged()
    {
        await using var host = await RealHost.StartAsync(null, (".bgagent.yml", "budgets:\n  attempts: 7\n  changedLines: 10\n"));
        var spec = host.Spec("true") with { PolicyText = "budgets:\n  changedLines: 20\n", Budgets = new() { CiWait = TimeSpan.FromMinutes(1) } };

        var prepared = await host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec }));

        var budgets = prepared.Policy.Budgets;
        Assert.Equal((7, 20, TimeSpan.FromMinutes(1)), (budgets.Attempts, budgets.ChangedLines, budgets.CiWait));
        Assert.Matches("^[0-9a-f]{64}$", prepared.PolicyHash);
    }

    [Fact]
    public async Task Prepare_NoSuchRepository_IsNotRetried()
    {
        await using var host = await RealHost.StartAsync();
        var spec = host.Spec("true") with { Repository = new RepositoryRef("local", Path.Combine(host.Root, "nowhere")) };

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => host.RunAsync<WorkspaceActivities, PrepareResult>(work => work.PrepareAsync(new() { Spec = spec })));

        Assert.Equal((FailureTypes.RepositoryUnreachable, true), (failure.ErrorType, failure.NonRetryable));
    }

    [Fact]
    public async Task PullRequestAndReport_TextOfOthers_StaysText()
    {
        await using var host = await RealHost.StartAsync();
        var spec = host.Spec("touch x") with { Prompt = "```\n@everyone <script>\n````" };
        var status = new AgentTaskStatus { TaskId = "t1", Title = "Repair | it", Kind = TaskKind.Prompt, Repository = host.Origin, State = TaskState.WaitingCi };
        var budgets = new BudgetStatus(new BudgetLimits(), new BudgetUse());
        var request = new PullRequestRequest
        {
            Spec = spec,
            Branch = "bgagent/t1",
            BaseBranch = "main",
            HeadCommit = "c1",
            Stage = PullRequestStage.Draft,
            Status = status,
            Budgets = budgets,
            Attempts = [new AttemptRecord { Number = 1, Summary = "a | b `c`" }],
            Digest = "```\n## not a heading",
        };

        var body = PullRequestBody.Of(request);
        var one = await host.RunAsync<PullRequestActivities, PullRequestResult>(forge => forge.EnsurePullRequestAsync(request));
        var two = await host.RunAsync<PullRequestActivities, PullRequestResult>(forge => forge.EnsurePullRequestAsync(request));

        Assert.Equal(one, two);
        Assert.Contains("`````text\n```\n@everyone", body);
        Assert.Contains("a \\| b 'c'", body);
        var report = await host.RunAsync<NotificationActivities, string>(
            people => people.WriteReportAsync(new TaskResult(status with { State = TaskState.Blocked, Reason = Reason.NoChange }, budgets, [])));
        Assert.NotEmpty(report);
    }
}

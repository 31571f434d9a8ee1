using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Nightly;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Api.Enums.V1;
using Temporalio.Client.Schedules;

namespace BackgroundAgent.Workflows.Tests.Nightly;

/// <summary>A week of nights by a real schedule, in skipped time.</summary>
public sealed class ScheduledNightsTests(SkippingTaskServer server)
{
    [Fact]
    public async Task Schedule_AWeekWithATaskAtItsGateForThreeNights_SkipsTwoNightsAndOpensEachUpgradeOnce()
    {
        using var turn = await server.TakeTurnAsync();
        var url = $"/repositories/{Guid.NewGuid():N}";
        OutdatedDependency gated = new("npm", "gated", "1.0.0", "2.0.0", UpgradeKind.Major), plain = new("npm", "plain", "1.0.0", "2.0.0", UpgradeKind.Major);
        FakeNightlyActivities.Outdated[url] = () => [gated, plain];
        var waiting = Scenario.Of(IdOf(url, gated), server.HostQueue);
        waiting.Policy = new TaskPolicy { HighRisk = true, Budgets = new BudgetLimits { Approval = TimeSpan.FromDays(5) } };
        var schedule = await CreateAsync(url);
        try
        {
            await server.Environment!.DelayAsync(TimeSpan.FromDays(1));
            var first = await schedule.DescribeAsync();
            Assert.Equal((1, 1), (first.Info.NumActions, first.Info.RunningActions.Count));

            await server.Environment.DelayAsync(TimeSpan.FromDays(2));
            Assert.Equal(2, (await schedule.DescribeAsync()).Info.NumActionsSkippedOverlap);
            await server.Client.GetWorkflowHandle<IAgentTask>(Naming.WorkflowId(waiting.TaskId))
                .ExecuteUpdateAsync(task => task.ApproveNowAsync(new Approval("ann", "c1")));

            await server.Environment.DelayAsync(TimeSpan.FromDays(4));
            var last = await schedule.DescribeAsync();
            Assert.Equal((5, 2, 0), (last.Info.NumActions, last.Info.NumActionsSkippedOverlap, last.Info.NumActionsMissedCatchupWindow));
        }
        finally
        {
            await schedule.DeleteAsync();
        }

        foreach (var dependency in new[] { gated, plain })
        {
            Assert.Equal(1, Scenario.Of(IdOf(url, dependency)).Count("Push "));
            Assert.Equal(1, Scenario.Of(IdOf(url, dependency)).Count("PullRequest ready"));
        }
    }

    private static string IdOf(string url, OutdatedDependency dependency)
        => UpgradeTasks.Id(new RepositoryRef("local", url), new UpgradeGroup($"npm-{dependency.Name}", [dependency]));

    /// <summary>As <c>bgagent schedule create</c> does it; half a day from now, so that no night falls on the moment at which the test looks.</summary>
    private async Task<ScheduleHandle> CreateAsync(string url)
    {
        var hour = ((await server.Environment!.GetCurrentTimeAsync()).Hour + 12) % 24;
        var input = new NightlyInput { Repositories = [new NightlyRepository { Repository = new RepositoryRef("local", url) }] };
        var action = ScheduleActionStartWorkflow.Create(
            (INightlyUpgrades night) => night.RunAsync(input), new($"nightly-{Guid.NewGuid():N}", server.SharedQueue));
        return await server.Client.CreateScheduleAsync(
            $"bgagent-week-{Guid.NewGuid():N}",
            new Schedule(action, new ScheduleSpec { CronExpressions = [$"0 {hour} * * *"], Jitter = TimeSpan.FromMinutes(10) })
            {
                Policy = new SchedulePolicy { Overlap = ScheduleOverlapPolicy.Skip, CatchupWindow = TimeSpan.FromHours(1) },
            });
    }
}

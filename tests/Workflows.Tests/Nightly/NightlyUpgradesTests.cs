using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Nightly;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Client;

namespace BackgroundAgent.Workflows.Tests.Nightly;

public sealed class NightlyUpgradesTests(TaskServer server)
{
    [Fact]
    public async Task Run_AWeekOfNights_OpensEachUpgradeOnce()
    {
        var url = $"/repositories/{Guid.NewGuid():N}";
        var night = 0;
        // On the third night a newer version appears, which is another upgrade; everything else stays as it is, since nobody merges.
        FakeNightlyActivities.Outdated[url] = () => [Npm("lodash", night < 3 ? "4.17.21" : "4.17.22"), Npm("jest", "30.0.0", UpgradeKind.Major)];
        var results = new List<NightlyResult>();
        for (night = 1; night <= 7; night++)
        {
            results.Add(await RunAsync(new NightlyInput { Repositories = [Repository(url)] }));
        }

        Assert.All(results[0].Tasks, task => Assert.Equal((NightlyOutcome.Ended, TaskState.Green), (task.Outcome, task.State)));
        Assert.Equal(3, results.SelectMany(result => result.Tasks).Count(task => task.Outcome == NightlyOutcome.Ended));
        Assert.Equal(11, results.SelectMany(result => result.Tasks).Count(task => task.Outcome == NightlyOutcome.AlreadyOpened));
        foreach (var id in results.SelectMany(result => result.Tasks).Select(task => task.TaskId).Distinct())
        {
            Assert.Equal(1, Scenario.Of(id).Count("Push "));
            Assert.Equal(1, Scenario.Of(id).Count("PullRequest ready"));
        }
    }

    [Fact]
    public async Task Run_ManyGroups_KeepsToTheLimits()
    {
        var url = $"/repositories/{Guid.NewGuid():N}";
        var names = Enumerable.Range(0, 5).Select(i => $"p{i}").ToList();
        FakeNightlyActivities.Outdated[url] = () => [.. names.Select(name => Npm(name, "2.0.0", UpgradeKind.Major))];
        var holds = names.Select(name => Scenario.Of(IdOf(url, name), server.HostQueue).HoldAt("Patch")).ToList();

        var running = RunAsync(new NightlyInput { Repositories = [Repository(url)], AtOncePerRepository = 2, PerRepository = 3 });
        await Task.WhenAll(holds[0].Entered, holds[1].Entered);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.Equal(2, names.Count(name => Scenario.Of(IdOf(url, name)).Count("Patch") > 0));
        holds.ForEach(hold => hold.Release());

        var result = await running;
        Assert.Equal((3, 2), (result.Tasks.Count(task => task.Outcome == NightlyOutcome.Ended), result.Tasks.Count(task => task.Outcome == NightlyOutcome.Postponed)));
    }

    [Fact]
    public async Task Run_OneRepositoryUnreachable_TheOthersHaveTheirNight()
    {
        var (bad, good) = ($"/repositories/{Guid.NewGuid():N}", $"/repositories/{Guid.NewGuid():N}");
        FakeNightlyActivities.Outdated[bad] = () => throw new Temporalio.Exceptions.ApplicationFailureException("no such repository", "x", nonRetryable: true);
        FakeNightlyActivities.Outdated[good] = () => [Npm("lodash", "4.17.21")];

        var result = await RunAsync(new NightlyInput { Repositories = [Repository(bad), Repository(good)] });

        Assert.Equal("no such repository", Assert.Single(result.Faults).Message);
        Assert.Equal(TaskState.Green, Assert.Single(result.Tasks).State);
    }

    private static NightlyRepository Repository(string url) => new() { Repository = new RepositoryRef("local", url) };

    private static OutdatedDependency Npm(string name, string target, UpgradeKind kind = UpgradeKind.Patch) => new("npm", name, "1.0.0", target, kind);

    private static string IdOf(string url, string name)
        => UpgradeTasks.Id(new RepositoryRef("local", url), new UpgradeGroup($"npm-{name}", [Npm(name, "2.0.0", UpgradeKind.Major)]));

    private async Task<NightlyResult> RunAsync(NightlyInput input)
        => await server.Client.ExecuteWorkflowAsync(
            (INightlyUpgrades night) => night.RunAsync(input), new WorkflowOptions($"nightly-{Guid.NewGuid():N}", server.SharedQueue)).WaitAsync(TimeSpan.FromSeconds(40));
}

using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Client;

namespace BackgroundAgent.Workflows.Tests.Maintenance;

public sealed class MaintenanceTests(TaskServer server)
{
    [Fact]
    public async Task Sweep_SomeFailed_AsksForEachOnceAndGoesOnAfterAFault()
    {
        var (forge, script) = ForgeScript.Make();
        script.Failed = Failed(forge, "a", "b", "c") with { Failed = 6, Recovered = 1, GivenUp = 1, Postponed = 1 };
        script.Broken = "b";

        var result = await SweepAsync(server, forge);

        Assert.Equal(["a", "b", "c"], script.Asked);
        Assert.Equal(
            [("a", RedeliveryOutcome.Asked), ("b", RedeliveryOutcome.Failed), ("c", RedeliveryOutcome.Asked)], result.Redeliveries.Select(one => (one.EventId, one.Outcome)));
        Assert.Equal((6, 1, 1, 1), (result.Failed, result.Recovered, result.GivenUp, result.Postponed));
    }

    [Fact]
    public async Task Janitor_ManyFindings_RemovesOrphansOnlyAndCountsTheRest()
    {
        var (forge, script) = ForgeScript.Make();
        script.Branches["/one"] = [Branch("a"), Branch("b", LeftoverFinding.TaskLives), Branch("c")];
        script.Branches["/two"] = [Branch("d", LeftoverFinding.OthersWork)];
        script.Branches["/bad"] = [];
        (script.Broken, script.Revived) = ("/bad", "bgagent/c");

        var result = await TidyAsync(server, new JanitorInput { Forge = forge });

        Assert.Equal(["bgagent/a", "bgagent/c"], script.Asked);
        Assert.Equal((1, 2), (result.Removed, result.Repositories));
        Assert.Equal(
            new Dictionary<string, int> { ["orphan"] = 1, ["others-work"] = 1, ["task-lives"] = 2 }, result.Branches.OrderBy(pair => pair.Key).ToDictionary());
        Assert.Equal([("bgagent/a", true), ("bgagent/c", false)], result.Orphans.Select(one => (one.Leftover.Branch, one.Leftover.Removed)));
        Assert.Equal(("/bad", "the forge is away"), result.Faults.Select(fault => (fault.Repository, fault.Message)).Single());
    }

    [Theory]
    [InlineData(true, 50, 0)]
    [InlineData(false, 2, 2)]
    public async Task Janitor_DryRunOrLimit_LeavesTheRest(bool dryRun, int limit, int removed)
    {
        var (forge, script) = ForgeScript.Make();
        script.Branches["/one"] = [Branch("a"), Branch("b"), Branch("c")];

        var result = await TidyAsync(server, new JanitorInput { Forge = forge, DryRun = dryRun, PerRepository = limit });

        Assert.Equal((dryRun, removed, 3), (result.DryRun, result.Removed, result.Orphans.Count));
        Assert.Equal(removed, script.Asked.Count);
    }

    internal static FailedDeliveries Failed(string forge, params string[] events) => new()
    {
        Deliveries = [.. events.Select((one, index) => new FailedDelivery(forge, one, index, DateTimeOffset.UnixEpoch.AddYears(56), "check_run.completed", 502, 0))],
    };

    internal static Leftover Branch(string task, LeftoverFinding finding = LeftoverFinding.Orphan) => new($"bgagent/{task}", "c1", 1, finding);

    private static async Task<SweepResult> SweepAsync(TaskServer server, string forge)
        => await (await StartSweepAsync(server, forge)).GetResultAsync<SweepResult>().WaitAsync(TimeSpan.FromSeconds(40));

    private static async Task<JanitorResult> TidyAsync(TaskServer server, JanitorInput input)
        => await (await StartJanitorAsync(server, input)).GetResultAsync<JanitorResult>().WaitAsync(TimeSpan.FromSeconds(40));

    internal static async Task<WorkflowHandle> StartSweepAsync(TaskServer server, string forge) => await server.Client.StartWorkflowAsync(
        (IRedeliverySweep sweep) => sweep.RunAsync(new SweepInput { Forge = forge }), new WorkflowOptions($"sweep-{Guid.NewGuid():N}", server.SharedQueue));

    internal static async Task<WorkflowHandle> StartJanitorAsync(TaskServer server, JanitorInput input) => await server.Client.StartWorkflowAsync(
        (IJanitor janitor) => janitor.RunAsync(input), new WorkflowOptions($"janitor-{Guid.NewGuid():N}", server.SharedQueue));
}

using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>Failed webhook deliveries are found through all pages, and asked for again as often as allowed and no more.</summary>
public sealed class DeliveriesTests
{
    private static readonly SweepInput Input = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_MoreThanAPageFailed_FindsAllOldestFirstAndPostponesTheRest()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        await FailAsync(bench, 230);

        var found = await Deliveries(bench).FindFailedAsync(Input with { PerSweep = 210 }, Cancel);

        var failed = bench.Simulator.Deliveries.Count;
        Assert.Equal((failed, failed - 210, 0, 0), (found.Failed, found.Postponed, found.GivenUp, found.Recovered));
        Assert.Equal(210, found.Deliveries.Select(one => one.EventId).Distinct().Count());
        Assert.Equal(bench.Simulator.Deliveries.Take(210).Select(one => one.Guid), found.Deliveries.OrderBy(one => one.DeliveryId).Select(one => one.EventId));
        Assert.Null(found.Note);
    }

    [Fact]
    public async Task Redeliver_ReceiverIsBack_IsNotAskedForAgain()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        await FailAsync(bench, 2);
        var before = await Deliveries(bench).FindFailedAsync(Input, Cancel);
        await using var receiver = await Receiver.StartAsync();
        bench.Simulator.WebhookUrl = receiver.Address;

        var outcomes = new List<RedeliveryOutcome>();
        foreach (var delivery in before.Deliveries)
        {
            outcomes.Add(await Deliveries(bench).RedeliverAsync(delivery, look: false, Cancel));
        }

        var after = await Deliveries(bench).FindFailedAsync(Input, Cancel);
        Assert.All(outcomes, outcome => Assert.Equal(RedeliveryOutcome.Asked, outcome));
        Assert.Empty(after.Deliveries);
        Assert.Equal((before.Failed, before.Failed), (after.Failed, after.Recovered));
        Assert.Equal(before.Deliveries.Select(one => one.EventId).Order(), receiver.Ids.Order());
    }

    [Fact]
    public async Task Redeliver_ReceiverStaysAway_IsGivenUpAfterSomeTries()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        await FailAsync(bench, 1);
        var sweeps = new List<FailedDeliveries>();
        for (var sweep = 0; sweep < 4; sweep++)
        {
            sweeps.Add(await Deliveries(bench).FindFailedAsync(Input with { PerDelivery = 2 }, Cancel));
            foreach (var delivery in sweeps[^1].Deliveries)
            {
                await Deliveries(bench).RedeliverAsync(delivery, look: false, Cancel);
            }
        }

        var events = sweeps[0].Failed;
        Assert.Equal([events, events, 0, 0], sweeps.Select(sweep => sweep.Deliveries.Count));
        Assert.Equal([0, 0, events, events], sweeps.Select(sweep => sweep.GivenUp));
        Assert.Equal(3 * events, bench.Simulator.Deliveries.Count);
    }

    [Fact]
    public async Task Redeliver_AnEarlierTryAskedAndDied_AsksNotAgain()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        await FailAsync(bench, 1);
        var delivery = (await Deliveries(bench).FindFailedAsync(Input, Cancel)).Deliveries[0];
        await Deliveries(bench).RedeliverAsync(delivery, look: false, Cancel);
        var asked = bench.Simulator.Deliveries.Count;

        Assert.Equal(RedeliveryOutcome.AlreadyAsked, await Deliveries(bench).RedeliverAsync(delivery, look: true, Cancel));

        Assert.Equal(asked, bench.Simulator.Deliveries.Count);
    }

    [Fact]
    public async Task Redeliver_NoSuchDelivery_IsRefused()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        var gone = new FailedDelivery("github", "guid", 1, DateTimeOffset.UnixEpoch, "push", 502, 0);

        Assert.Equal(RedeliveryOutcome.Refused, await Deliveries(bench).RedeliverAsync(gone, look: false, Cancel));
    }

    [Fact]
    public async Task Find_LimitReached_TellsWhenToComeAgain()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulator.Faults.RetryAfterSeconds = 42;
        bench.Simulator.Faults.RefuseNext(1);

        var fault = await Assert.ThrowsAsync<ForgeException>(() => Deliveries(bench).FindFailedAsync(Input, Cancel));

        Assert.Equal((ForgeFault.Transient, TimeSpan.FromSeconds(42)), (fault.Fault, fault.RetryAfter));
    }

    [Fact]
    public async Task Find_WithAToken_SaysThatThereAreNone()
    {
        await using var bench = await GitHubForgeBench.StartAsync();

        Assert.Contains("App", (await Deliveries(bench).FindFailedAsync(Input, Cancel)).Note, StringComparison.Ordinal);
    }

    private static IForgeDeliveries Deliveries(GitHubForgeBench bench) => bench.Host.Get<IForgeDeliveries>();

    /// <summary>Nobody listens, CI of the base has ended, and so many comments are made and tried.</summary>
    private static async Task FailAsync(GitHubForgeBench bench, int comments)
    {
        await Eventually.IsAsync(
            "the end of CI", () => Task.FromResult(bench.Simulator.Deliveries), sent => sent.Any(one => one.Event == "check_suite.completed"));
        var issue = bench.Simulated.OpenIssue("ada", "An issue", "");
        for (var comment = 0; comment < comments; comment++)
        {
            bench.Simulated.Comment(issue, "ada", "hello");
        }

        await Eventually.IsAsync(
            "the failures", () => Task.FromResult((Failed: bench.Simulator.FailedDeliveries, All: bench.Simulator.Deliveries.Count)), seen => seen.Failed == seen.All);
    }
}

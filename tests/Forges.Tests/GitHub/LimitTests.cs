using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Forges.GitHub.Http;
using BackgroundAgent.GitHubSimulator.Ci;
using Microsoft.Extensions.Time.Testing;

namespace BackgroundAgent.Forges.Tests.GitHub;

public sealed class LimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_SecondaryLimit_TellsWhenToComeAgainAndHoldsTheRestBack()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulator.Faults.RetryAfterSeconds = 42;
        bench.Simulator.Faults.RefuseNext(1);

        var first = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));
        var second = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));

        Assert.Equal((ForgeFault.Transient, TimeSpan.FromSeconds(42)), (first.Fault, first.RetryAfter));
        Assert.Equal(ForgeFault.Transient, second.Fault);
        Assert.InRange(second.RetryAfter!.Value.TotalSeconds, 30, 42);
    }

    [Fact]
    public async Task Read_ShortRefusal_IsSatOut()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulator.Faults.RetryAfterSeconds = 1;
        bench.Simulator.Faults.RefuseNext(1);
        await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));

        Assert.Equal(bench.BaseCommit, (await bench.Forge.ReadCiAsync(Query(bench), Cancel)).BranchHead);
    }

    [Fact]
    public async Task Read_NothingLeftThisHour_WaitsForTheReset()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        bench.Simulator.Faults.Remaining = 0;

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));

        Assert.Equal(ForgeFault.Transient, fault.Fault);
        Assert.InRange(fault.RetryAfter!.Value.TotalMinutes, 50, 61);
    }

    [Fact]
    public async Task Read_NothingNew_CostsNothing()
    {
        await using var bench = await GitHubForgeBench.StartAsync(change: options => options with { RequestsPerHour = 40 });
        var push = await bench.PushAsync("etag", CiPlan.OneJob(new JobOutcome { Endless = true }));
        var query = Query(bench) with { Branch = push.Branch, Commit = push.Commit };

        // Each look makes several requests; without conditional ones the hour would be over soon.
        for (var look = 0; look < 30; look++)
        {
            Assert.Equal(push.Commit, (await bench.Forge.ReadCiAsync(query, Cancel)).BranchHead);
        }
    }

    [Fact]
    public async Task Enter_OneAsksForMuch_TheOthersComeInTurn()
    {
        var queue = new FairQueue(1);
        var order = new List<string>();
        var first = await queue.EnterAsync("greedy", Cancel);
        var waiting = Enumerable.Repeat("greedy", 5).Append("modest").Select(async key =>
        {
            using var place = await queue.EnterAsync(key, Cancel);
            order.Add(key);
        }).ToList();

        first.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(6, order.Count);
        Assert.True(order.IndexOf("modest") <= 1, string.Join(' ', order));
    }

    [Fact]
    public async Task Enter_WhoGaveUp_HoldsNobodyUp()
    {
        var queue = new FairQueue(1);
        var first = await queue.EnterAsync("a", Cancel);
        using var gone = new CancellationTokenSource();
        var left = queue.EnterAsync("b", gone.Token);
        var next = queue.EnterAsync("c", Cancel);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        first.Dispose();

        (await next).Dispose();
    }

    [Fact]
    public async Task Enter_AfterTheWait_GoesOn()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var budget = new RequestBudget(2, time);
        using var refusal = new HttpResponseMessage(System.Net.HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromMinutes(1), budget.Learn(refusal, null));
        await Assert.ThrowsAsync<ForgeException>(() => budget.EnterAsync("r", Cancel));

        time.Advance(TimeSpan.FromSeconds(61));

        (await budget.EnterAsync("r", Cancel)).Dispose();
    }

    private static CiQuery Query(GitHubForgeBench bench)
        => new() { TaskId = "t", Repository = bench.Repository, Branch = "main", Commit = bench.BaseCommit };
}

using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>Waits of hours with the default budgets, in skipped time.</summary>
public sealed class LongWaitTests(SkippingTaskServer server)
{
    [Fact]
    public async Task Watch_DefaultBudgetsAndEveryWebhookLost_GivesUpAfterTwoHours()
    {
        using var turn = await server.TakeTurnAsync();
        var task = await server.StartAsync(scenario => scenario.OnChecks = (_, _) => [Build.Check(status: Contracts.Ci.CheckStatus.InProgress)]);

        var result = await task.EndAsync(Reason.CiWaitExceeded);

        Assert.InRange(result.Status.EndedAt!.Value - result.Status.StartedAt, TimeSpan.FromHours(2), TimeSpan.FromHours(2.1));
        Assert.InRange(task.Scenario.Count("ReadCi"), 100, 140);
    }

    [Fact]
    public async Task Gate_DefaultBudgets_WaitsADayThoughTheRuntimeIsSixHours()
    {
        using var turn = await server.TakeTurnAsync();
        var task = await server.StartAsync(scenario => scenario.Policy = new TaskPolicy { HighRisk = true });

        var result = await task.EndAsync(Reason.ApprovalExpired);

        Assert.InRange(result.Status.EndedAt!.Value - result.Status.StartedAt, TimeSpan.FromHours(24), TimeSpan.FromHours(24.1));
        Assert.True(result.Budgets.Used.Runtime < TimeSpan.FromHours(1), $"{result.Budgets.Used.Runtime}");
    }

    [Fact]
    public async Task Pause_ForLongerThanTheRuntime_IsBlocked()
    {
        using var turn = await server.TakeTurnAsync();
        Hold? hold = null;
        var task = await server.StartAsync(scenario => hold = scenario.HoldAt("ChooseHost"));
        await task.Handle.SignalAsync(running => running.PauseAsync(new PersonRequest("ann")));
        hold!.Release();

        var result = await task.EndAsync(Reason.RuntimeUsed);

        Assert.InRange(result.Status.EndedAt!.Value - result.Status.StartedAt, TimeSpan.FromHours(6), TimeSpan.FromHours(6.1));
    }
}

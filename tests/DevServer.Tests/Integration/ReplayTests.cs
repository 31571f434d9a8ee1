using Temporalio.Client;
using Temporalio.Worker;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>Histories this server wrote are replayed by the worker library without a difference.</summary>
public sealed class ReplayTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private WorkflowOptions Options => new(Guid.NewGuid().ToString(), engine.Queue);

    [Fact]
    public async Task Replay_ActivitiesAndRetries_IsClean()
    {
        await ReplayAsync(await engine.Client.StartWorkflowAsync((GreetWorkflow w) => w.RunAsync("Ada"), Options));
        await ReplayAsync(await engine.Client.StartWorkflowAsync((RetryWorkflow w) => w.RunAsync(2), Options));
    }

    [Fact]
    public async Task Replay_Timer_IsClean() => await ReplayAsync(await engine.Client.StartWorkflowAsync((TimerWorkflow w) => w.RunAsync(20), Options));

    [Fact]
    public async Task Replay_SignalsAndUpdates_IsClean()
    {
        var handle = await engine.Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(3), Options);
        await handle.SignalAsync(w => w.PutAsync("a"));
        Assert.Equal(2, await handle.ExecuteUpdateAsync(w => w.AddAsync("b")));
        await handle.SignalAsync(w => w.PutAsync("c"));
        await ReplayAsync(handle);
    }

    [Fact]
    public async Task Replay_OpenWorkflow_IsClean()
    {
        var handle = await engine.Client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(2), Options);
        await handle.SignalAsync(w => w.PutAsync("a"));
        Assert.Equal(1, await handle.QueryAsync(w => w.Count()));
        await ReplayHistoryAsync(handle);
        await handle.TerminateAsync();
    }

    private static async Task ReplayAsync(WorkflowHandle handle)
    {
        await handle.GetResultAsync();
        await ReplayHistoryAsync(handle);
    }

    /// <summary>The replay throws when the workflow would do anything else than what its history says.</summary>
    private static async Task ReplayHistoryAsync(WorkflowHandle handle)
    {
        var history = await handle.FetchHistoryAsync();
        var samples = SampleWorker.Options("unused");
        var options = new WorkflowReplayerOptions();
        foreach (var workflow in samples.Workflows)
        {
            options.Workflows.Add(workflow);
        }

        var result = await new WorkflowReplayer(options).ReplayWorkflowAsync(history);
        Assert.Null(result.ReplayFailure);
    }
}

using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.TestKit.Temporal;
using Temporalio.Worker;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>A Temporal server with a worker that runs scripted tasks.</summary>
public sealed class TaskServer() : TemporalServerFixture(new TemporalServerSettings
{
    SearchAttributes =
    [
        SearchAttributeNames.Repository, SearchAttributeNames.Kind, SearchAttributeNames.State, SearchAttributeNames.Attempt, SearchAttributeNames.Reason,
    ],
}), IAsyncLifetime
{
    private readonly CancellationTokenSource stop = new();
    private TemporalWorker? worker;
    private Task running = Task.CompletedTask;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        worker = new TemporalWorker(Client, new TemporalWorkerOptions(Naming.SharedTaskQueue).AddWorkflow<ScriptedTask>().AddWorkflow<ScriptedNight>());
        running = worker.ExecuteAsync(stop.Token);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // That is how a worker is stopped.
        }

        worker?.Dispose();
        stop.Dispose();
        await DisposeAsync();
    }
}

using Temporalio.Client;
using Temporalio.Worker;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>A server in this process with one client and one worker for all sample workflows.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private EmbeddedServer? _server;
    private TemporalWorker? _worker;
    private Task? _work;

    public string Queue { get; } = "samples";

    public TemporalClient Client { get; private set; } = null!;

    public string Address => _server!.Address;

    public async ValueTask InitializeAsync()
    {
        var options = new EmbeddedServerOptions();
        options.SearchAttributes["Customer"] = "Keyword";
        options.SearchAttributes["Amount"] = "Int";
        options.DynamicConfig["frontend.WorkflowPauseEnabled"] = "true";
        _server = await EmbeddedServer.StartAsync(options);
        Client = await TemporalClient.ConnectAsync(new(_server.Address));
        _worker = new TemporalWorker(Client, SampleWorker.Options(Queue));
        _work = _worker.ExecuteAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _work!;
        }
        catch (OperationCanceledException)
        {
            // That is how a worker ends.
        }

        _worker!.Dispose();
        await _server!.DisposeAsync();
        _stop.Dispose();
    }
}

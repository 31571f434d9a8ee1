using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.DevServer;
using BackgroundAgent.Telemetry;
using BackgroundAgent.Telemetry.Metering;
using BackgroundAgent.Telemetry.Tracing;
using BackgroundAgent.Worker.Connections;
using BackgroundAgent.Worker.Data;
using BackgroundAgent.Worker.Embedded;
using BackgroundAgent.Worker.Logs;
using BackgroundAgent.Worker.Maintenance;
using BackgroundAgent.Worker.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Temporalio.Client;

namespace BackgroundAgent.Worker;

/// <summary>
/// The whole product in this process. Parts start in the order in which they need each other (Temporal, client, gateway, worker) and
/// stop in the opposite one. Nothing is lost by a kill: what counts is in the database, in git and in the artifact folder.
/// </summary>
public sealed class AllInOne : IAsyncDisposable
{
    private const string Namespace = "default";

    private readonly AllInOneOptions _options;
    private readonly DataLayout _layout;
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly AgentMetrics _metrics = new();
    private IHost? _worker;
    private bool _stopped;

    private AllInOne(AllInOneOptions options)
    {
        _options = options;
        _layout = new DataLayout(Path.GetFullPath(options.DataDirectory));
    }

    public AllInOneEndpoint Endpoint { get; private set; } = null!;

    public ITemporalClient Client { get; private set; } = null!;

    /// <summary>The worker's services.</summary>
    public IServiceProvider Services => _worker!.Services;

    /// <exception cref="DataDirectoryInUseException">Another process works on the data directory.</exception>
    public static async Task<AllInOne> StartAsync(AllInOneOptions options, CancellationToken cancellationToken = default)
    {
        var all = new AllInOne(options);
        try
        {
            await all.StartPartsAsync(cancellationToken);
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the polls, lets running activities heartbeat out, then stops the rest. Calling again does nothing.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        if (_worker is not null)
        {
            await _worker.StopAsync(cancellationToken);
        }

        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        Own(await DataDirectoryLock.TakeAsync(_layout, cancellationToken));
        File.Delete(_layout.EndpointFile);
        var configuration = _options.Configuration ?? Settings.Load(_layout);
        var secret = OnceWrittenFile.WebhookSecret(_layout);
        var redactor = new Redactor([secret, .. Settings.Secrets(configuration)]);
        var loggers = Logging.ToFileAnd(_layout, TimeProvider.System, _options, redactor);
        Own(loggers);

        var hostName = OnceWrittenFile.HostName(_layout);
        var identity = $"bgagent@{hostName}";
        var temporal = await StartTemporalAsync(identity, loggers, cancellationToken);
        Own(_metrics);
        Client = await ConnectAsync(temporal?.Address, identity, configuration, loggers);
        if (temporal is null)
        {
            await SearchAttributes.EnsureAsync(Client, create: true, cancellationToken);
        }

        var gateway = await EmbeddedGateway.StartAsync(new(_options.GatewayPort, secret, Client, configuration, loggers), cancellationToken);
        _parts.Push(gateway);

        var settings = SettingsFor(configuration, gateway.Url, temporal?.UiAddress);
        _worker = BuildWorker(loggers, new WorkerSetup
        {
            Layout = _layout,
            Settings = settings,
            Configuration = configuration,
            HostName = hostName,
            WebhookSecret = secret,
            Redactor = redactor,
        });
        await IsolationCheck.RunAsync(_worker.Services, settings.Isolation, cancellationToken);
        await _worker.StartAsync(cancellationToken);
        await ScheduleStart.RunAsync(Client, configuration, loggers.CreateLogger(nameof(ScheduleStart)), cancellationToken);

        Endpoint = new AllInOneEndpoint
        {
            TemporalAddress = temporal?.Address ?? Client.Connection.Options.TargetHost!,
            Namespace = Client.Options.Namespace,
            GatewayUrl = gateway.Url,
            UiUrl = settings.TemporalUiUrl,
            ProcessId = Environment.ProcessId,
            StartedAt = TimeProvider.System.GetUtcNow(),
        };
        Endpoint.Write(_layout);
    }

    /// <returns>Null when somebody else's server is used.</returns>
    private async Task<EmbeddedServer?> StartTemporalAsync(string identity, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (_options.Temporal is not null)
        {
            return null;
        }

        var options = new EmbeddedServerOptions
        {
            DatabaseFile = _layout.TemporalDatabase,
            Port = _options.TemporalPort,
            UiPort = _options.UiPort,
            LoggerFactory = loggers,
        };
        // We hold the data directory, so whoever worked under this name before us is dead: nothing of it need be waited for.
        options.EndedWorkers.Add(identity);
        foreach (var (name, type) in SearchAttributes.All)
        {
            options.SearchAttributes[name] = type;
        }

        var server = await EmbeddedServer.StartAsync(options, cancellationToken);
        _parts.Push(server);
        return server;
    }

    private Task<ITemporalClient> ConnectAsync(string? ownAddress, string identity, IConfiguration configuration, ILoggerFactory loggers)
    {
        var request = (_options.Temporal ?? new()) with
        {
            Loggers = loggers,
            Identity = identity,
            Tracing = new TracingInterceptor(_metrics),
            Runtime = TelemetryServices.CreateRuntime(TelemetryOptions.Read(configuration)),
        };
        return ownAddress is null ? TemporalClients.ConnectAsync(request) : TemporalClients.ConnectToOwnAsync(ownAddress, Namespace, request);
    }

    private WorkerSettings SettingsFor(IConfiguration configuration, string gatewayUrl, Uri? ui)
    {
        var settings = Settings.Worker(configuration);
        settings.DataDirectory = _layout.Root;
        settings.MaxConcurrentActivities = _options.MaxConcurrentActivities ?? settings.MaxConcurrentActivities;
        settings.MaxConcurrentCiRuns = _options.MaxConcurrentCiRuns ?? settings.MaxConcurrentCiRuns;
        settings.ShutdownTimeout = _options.ShutdownTimeout;
        settings.Isolation = _options.Isolation ?? settings.Isolation;
        settings.TemporalUiUrl = ui?.ToString().TrimEnd('/') ?? settings.TemporalUiUrl;
        settings.WebhookUrl = _options.DeliverWebhooks ? gatewayUrl + "/webhooks/ci" : null;
        return settings;
    }

    private IHost BuildWorker(ILoggerFactory loggers, WorkerSetup setup)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, OwnerLifetime>();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(Client);
        builder.Services.AddSingleton(_metrics);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = setup.Settings.ShutdownTimeout + TimeSpan.FromSeconds(5));
        builder.Services.AddWorkerModules(setup);
        _options.ConfigureServices?.Invoke(builder.Services);
        var worker = builder.Build();
        Own(worker);
        return worker;
    }

    private void Own(IDisposable part) => _parts.Push(new Disposing(part));

    private sealed class Disposing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Telemetry;
using BackgroundAgent.Telemetry.Metering;
using BackgroundAgent.Telemetry.Redaction;
using BackgroundAgent.Telemetry.Tracing;
using BackgroundAgent.Worker.Connections;
using BackgroundAgent.Worker.Data;
using BackgroundAgent.Worker.Health;
using BackgroundAgent.Worker.Maintenance;
using BackgroundAgent.Worker.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Worker;

/// <summary>
/// One worker of a Temporal cluster. Connection by Temporal's client configuration, everything else by <c>BGAGENT_Section__Key</c>,
/// <c>bgagent.json</c> of the data directory or <c>--Section:Key value</c>.
/// </summary>
public static class WorkerHost
{
    private const int Stopped = 0;
    private const int Failed = 1;

    /// <summary>Runs until it is cancelled or told to stop by a signal.</summary>
    /// <returns>0 after a stop, 1 when it could not start; the reason is on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var worker = await StartAsync(args, cancellationToken);
            await worker.Host.WaitForShutdownAsync(cancellationToken);
            return Stopped;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            await Console.Error.WriteLineAsync($"The worker cannot start: {fault.Message}");
            return Failed;
        }
    }

    internal static async Task<RunningWorker> StartAsync(string[] args, CancellationToken cancellationToken)
    {
        var configuration = Read(args, out var layout);
        var settings = Settings.Worker(configuration);
        var lease = await DataDirectoryLock.TakeAsync(layout, cancellationToken);
        try
        {
            var secret = configuration["Gateway:CiSecrets:0"] ?? OnceWrittenFile.WebhookSecret(layout);
            var redactor = new Redactor([secret, .. Settings.Secrets(configuration)]);
            var builder = CreateBuilder(settings, configuration);
            builder.Services.AddSingleton<IConfiguration>(configuration);
            builder.Services.AddTelemetry(configuration).RedactLogs(redactor.Redact);
            var metrics = new AgentMetrics();
            builder.Services.AddSingleton(metrics);
            var client = await FirstConnection.WaitAsync(
                new ConnectionRequest
                {
                    Tracing = new TracingInterceptor(metrics),
                    Runtime = TelemetryServices.CreateRuntime(TelemetryOptions.Read(configuration)),
                },
                settings.ConnectTimeout,
                cancellationToken);
            await SearchAttributes.EnsureAsync(client, settings.CreateSearchAttributes, cancellationToken);
            builder.Services.AddSingleton(client);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownTimeout + TimeSpan.FromSeconds(5));
            builder.Services.AddWorkerModules(new WorkerSetup
            {
                Layout = layout,
                Settings = settings,
                Configuration = configuration,
                HostName = OnceWrittenFile.HostName(layout),
                WebhookSecret = secret,
                Redactor = redactor,
            });
            var host = Build(builder);
            await IsolationCheck.RunAsync(host.Services, settings.Isolation, cancellationToken);
            await host.StartAsync(cancellationToken);
            await ScheduleStart.RunAsync(
                client, configuration, host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(ScheduleStart)), cancellationToken);
            return new RunningWorker(host, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static IConfiguration Read(string[] args, out DataLayout layout)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables("BGAGENT_").AddCommandLine(args).Build();
        layout = new DataLayout(Path.GetFullPath(given["Worker:DataDirectory"] ?? WorkerSettings.DefaultDataDirectory));
        return new ConfigurationBuilder().AddConfiguration(Settings.Load(layout)).AddCommandLine(args).Build();
    }

    private static IHostApplicationBuilder CreateBuilder(WorkerSettings settings, IConfiguration configuration)
    {
        IHostApplicationBuilder builder = settings.HealthPort is null
            ? Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true })
            : HealthEndpoints.CreateBuilder(settings.HealthAddress, settings.HealthPort.Value);
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        return builder;
    }

    private static IHost Build(IHostApplicationBuilder builder)
    {
        if (builder is not WebApplicationBuilder web)
        {
            return ((HostApplicationBuilder)builder).Build();
        }

        var app = web.Build();
        app.MapHealth();
        return app;
    }

    /// <summary>Faults of configuration and surroundings; anything else is a bug and keeps its stack trace.</summary>
    private static bool IsExpected(Exception fault)
        => fault is DataDirectoryInUseException or IsolationUnavailableException or MissingSearchAttributesException or InvalidOperationException or IOException
            or Temporalio.Exceptions.RpcException or System.ComponentModel.DataAnnotations.ValidationException or OperationCanceledException;
}

/// <summary>A started worker and the data directory it owns.</summary>
internal sealed record RunningWorker(IHost Host, IDisposable Lease) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        Host.Dispose();
        Lease.Dispose();
    }
}

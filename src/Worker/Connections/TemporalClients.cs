using BackgroundAgent.Telemetry.Tracing;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;
using Temporalio.Runtime;

namespace BackgroundAgent.Worker.Connections;

/// <summary>Clients of a Temporal server, traced.</summary>
public static class TemporalClients
{
    public const string DefaultAddress = "localhost:7233";

    /// <summary>
    /// Temporal's own client configuration decides: <c>TEMPORAL_ADDRESS</c>, <c>TEMPORAL_NAMESPACE</c>, TLS, API key, a TOML profile.
    /// What is given here wins.
    /// </summary>
    /// <exception cref="InvalidOperationException">The configuration cannot be read.</exception>
    /// <exception cref="Temporalio.Exceptions.RpcException">The server cannot be reached or refuses.</exception>
    public static async Task<ITemporalClient> ConnectAsync(ConnectionRequest? request = null)
    {
        request ??= new();
        var options = ClientEnvConfig.LoadClientConnectOptions();
        options.TargetHost = request.Address ?? options.TargetHost ?? DefaultAddress;
        options.Namespace = request.Namespace ?? options.Namespace;
        options.Interceptors = [request.Tracing ?? new TracingInterceptor()];
        options.Runtime = request.Runtime;
        options.Identity = request.Identity ?? options.Identity;
        if (request.Loggers is not null)
        {
            options.LoggerFactory = request.Loggers;
        }

        return await TemporalClient.ConnectAsync(options);
    }

    /// <summary>A server of this process; nothing of the environment's configuration is meant for it.</summary>
    internal static async Task<ITemporalClient> ConnectToOwnAsync(string address, string @namespace, ConnectionRequest request)
    {
        var options = new TemporalClientConnectOptions(address)
        {
            Namespace = @namespace,
            Identity = request.Identity,
            Interceptors = [request.Tracing ?? new TracingInterceptor()],
            Runtime = request.Runtime,
        };
        if (request.Loggers is not null)
        {
            options.LoggerFactory = request.Loggers;
        }

        return await TemporalClient.ConnectAsync(options);
    }
}

/// <summary>What a caller wants of a connection; null leaves it to the configuration.</summary>
public sealed record ConnectionRequest
{
    /// <summary><c>host:port</c>.</summary>
    public string? Address { get; init; }

    public string? Namespace { get; init; }

    /// <summary>What histories call whoever did something. Null: process and machine.</summary>
    public string? Identity { get; init; }

    public ILoggerFactory? Loggers { get; init; }

    public TracingInterceptor? Tracing { get; init; }

    public TemporalRuntime? Runtime { get; init; }
}

using System.Net;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Rpc.Http;
using BackgroundAgent.DevServer.Rpc.Transport;
using BackgroundAgent.DevServer.Ui;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BackgroundAgent.DevServer.Hosting;

/// <summary>The listening part of a server: gRPC on bare Kestrel, and the web page when it is wanted.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    /// <summary>Long polls of many workers share one connection.</summary>
    private const int StreamsPerConnection = 10_000;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping;
    private readonly KestrelServer _server;
    private UiHost? _ui;
    private UiHost? _http;

    private ServerHost(KestrelServer server, CancellationTokenSource stopping) => (_server, _stopping) = (server, stopping);

    public string Address => new Uri(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Authority;

    public Uri? UiAddress => _ui?.Address;

    public Uri? HttpAddress => _http?.Address;

    /// <summary>Ends when the server listens and the parts are made. A call that comes before that waits for them.</summary>
    public static async Task<ServerHost> StartAsync(EmbeddedServerOptions options, Task<ServerParts> parts, CancellationToken cancel)
    {
        // Inline: what runs on the threads of the sockets is Kestrel's framing only; calls are handed to the pool by it.
        var loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        var kestrel = Options(options);
        var transport = new SocketTransportFactory(Microsoft.Extensions.Options.Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true }), loggers);
        var stopping = new CancellationTokenSource();
        var host = new ServerHost(new KestrelServer(Microsoft.Extensions.Options.Options.Create(kestrel), transport, loggers), stopping);
        try
        {
            var guard = new RpcGuard(loggers.CreateLogger<RpcGuard>());
            await host._server.StartAsync(new GrpcApplication(parts, guard, stopping.Token), cancel);
            await host.StartPagesAsync(options, await parts, guard, loggers, cancel);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(DrainTime);
        try
        {
            // New calls are refused first; then those that wait are ended.
            var stopped = _server.StopAsync(limit.Token);
            await _stopping.CancelAsync();
            await stopped;
        }
        catch (OperationCanceledException)
        {
            // What did not end is cut off.
        }

        if (_ui is not null)
        {
            await _ui.DisposeAsync();
        }

        if (_http is not null)
        {
            await _http.DisposeAsync();
        }

        _server.Dispose();
        _stopping.Dispose();
    }

    private async Task StartPagesAsync(EmbeddedServerOptions options, ServerParts parts, RpcGuard guard, ILoggerFactory loggers, CancellationToken cancel)
    {
        if (options.UiPort is { } page)
        {
            var api = new HttpApi(parts.Table, guard, _stopping.Token);
            _ui = await UiHost.StartAsync(new IPEndPoint(options.Ip, page), api, app => UiEndpoints.Map(app, parts), loggers, cancel);
        }

        if (options.HttpPort is { } http)
        {
            var api = new HttpApi(parts.Table, guard, _stopping.Token);
            _http = await UiHost.StartAsync(new IPEndPoint(options.Ip, http), api, null, loggers, cancel);
        }
    }

    private static KestrelServerOptions Options(EmbeddedServerOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 * 1024 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(options.Ip, options.Port, listen => listen.Protocols = HttpProtocols.Http2);
        return kestrel;
    }
}

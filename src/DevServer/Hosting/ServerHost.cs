using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Ui;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BackgroundAgent.DevServer.Hosting;

/// <summary>The listening part of a server.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    /// <summary>Long polls of many workers share one connection.</summary>
    private const int StreamsPerConnection = 10_000;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;

    private ServerHost(WebApplication app, string address, Uri? ui) => (_app, Address, UiAddress) = (app, address, ui);

    public string Address { get; }

    public Uri? UiAddress { get; }

    public static async Task<ServerHost> StartAsync(EmbeddedServerOptions options, ServerParts parts, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        AddServices(builder.Services, options, parts);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<WorkflowServiceEndpoint>();
        app.MapGrpcService<OperatorServiceEndpoint>();
        app.MapGrpcService<TestServiceEndpoint>();
        app.MapGrpcService<HealthEndpoint>();
        if (options.UiPort is not null)
        {
            UiEndpoints.Map(app, parts);
        }

        try
        {
            await app.StartAsync(cancel);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        return new ServerHost(app, new Uri(addresses[0]).Authority, options.UiPort is null ? null : new Uri(addresses[1]));
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(DrainTime);
        try
        {
            await _app.StopAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Long polls that did not end are cut off.
        }

        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, EmbeddedServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 * 1024 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(options.Ip, options.Port, listen => listen.Protocols = HttpProtocols.Http2);
        if (options.UiPort is { } ui)
        {
            kestrel.Listen(options.Ip, ui, listen => listen.Protocols = HttpProtocols.Http1);
        }
    }

    private static void AddServices(IServiceCollection services, EmbeddedServerOptions options, ServerParts parts)
    {
        services.AddSingleton(options.LoggerFactory ?? NullLoggerFactory.Instance);
        services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IHostLifetime, OwnerLifetime>();
        services.AddRouting();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        services.AddGrpc(grpc =>
        {
            // The size the genuine server takes.
            grpc.MaxReceiveMessageSize = 4 * 1024 * 1024;
            grpc.MaxSendMessageSize = null;
        });
        services.AddSingleton(parts.Table);
        services.AddSingleton<RpcGuard>();
        services.AddSingleton<WorkflowServiceEndpoint>();
        services.AddSingleton<OperatorServiceEndpoint>();
        services.AddSingleton<TestServiceEndpoint>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<IServiceMethodProvider<WorkflowServiceEndpoint>>(
            new DescriptorMethodProvider<WorkflowServiceEndpoint>(parts.Table, RpcTable.Services[0]));
        services.AddSingleton<IServiceMethodProvider<OperatorServiceEndpoint>>(
            new DescriptorMethodProvider<OperatorServiceEndpoint>(parts.Table, RpcTable.Services[1]));
        services.AddSingleton<IServiceMethodProvider<TestServiceEndpoint>>(
            new DescriptorMethodProvider<TestServiceEndpoint>(parts.Table, RpcTable.Services[2]));
        services.AddSingleton<IServiceMethodProvider<HealthEndpoint>>(new HealthMethodProvider());
    }
}

using BackgroundAgent.Gateway;
using BackgroundAgent.Telemetry;
using BackgroundAgent.Worker.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Temporalio.Client;

namespace BackgroundAgent.Worker.Embedded;

/// <summary>The gateway on a port of this machine, with the health endpoints beside it.</summary>
internal sealed class EmbeddedGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EmbeddedGateway(WebApplication app, string url)
    {
        _app = app;
        Url = url;
    }

    /// <summary><c>http://127.0.0.1:port</c>.</summary>
    public string Url { get; }

    public static async Task<EmbeddedGateway> StartAsync(GatewaySetup setup, CancellationToken cancellationToken)
    {
        var builder = HealthEndpoints.CreateBuilder("127.0.0.1", setup.Port);
        builder.Services.AddSingleton<IHostLifetime, OwnerLifetime>();
        builder.Services.AddSingleton(setup.Loggers);
        builder.Services.AddSingleton(setup.Client);
        builder.Services.AddSingleton(setup.Configuration);
        builder.Services.AddTelemetry(setup.Configuration);
        builder.Services.AddGateway(options => options.CiSecrets.Add(setup.WebhookSecret));
        var app = builder.Build();
        app.MapHealth();
        app.MapWebhooks();
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new EmbeddedGateway(app, address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <param name="Port">On 127.0.0.1; 0 is any free one.</param>
/// <param name="WebhookSecret">Key of the signatures of local CI.</param>
internal sealed record GatewaySetup(int Port, string WebhookSecret, ITemporalClient Client, IConfiguration Configuration, ILoggerFactory Loggers);

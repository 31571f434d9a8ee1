using System.Net;
using BackgroundAgent.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Health;

/// <summary>What an orchestrator and Prometheus ask a worker.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(3);

    public static WebApplicationBuilder CreateBuilder(string address, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Parse(address), port));
        return builder;
    }

    /// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: Temporal answers it. <c>/metrics</c> when configured.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", async (ITemporalClient client, CancellationToken cancelled)
            => await IsReadyAsync(client, cancelled) ? Results.Text("ready") : Results.Text("Temporal does not answer", statusCode: StatusCodes.Status503ServiceUnavailable));
        if (app.Services.GetRequiredService<TelemetryOptions>().Prometheus)
        {
            app.MapPrometheusScrapingEndpoint();
        }
    }

    private static async Task<bool> IsReadyAsync(ITemporalClient client, CancellationToken cancelled)
    {
        try
        {
            return await client.Connection.CheckHealthAsync(options: new RpcOptions { CancellationToken = cancelled, Timeout = ReadyTimeout });
        }
        catch (RpcException)
        {
            return false;
        }
    }
}

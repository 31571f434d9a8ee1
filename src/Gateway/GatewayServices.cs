using BackgroundAgent.Gateway.Ci;
using BackgroundAgent.Gateway.GitHub;
using BackgroundAgent.Gateway.Signals;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BackgroundAgent.Gateway;

/// <summary>Entry of the module.</summary>
public static class GatewayServices
{
    /// <summary>Adds what the endpoints need. Needs a registered <c>ITemporalClient</c>, or another <see cref="ITaskSignals"/>, and logging.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        services.AddOptions<GatewayOptions>()
            .BindConfiguration(GatewayOptions.Section)
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITaskSignals, TemporalTaskSignals>();
        services.TryAddSingleton<WebhookCounts>();
        services.TryAddSingleton<CiEndpoint>();
        services.TryAddSingleton<GitHubEndpoint>();
        return services;
    }

    /// <summary>Maps the webhooks, <c>GET /healthz</c> (the process lives) and <c>GET /readyz</c> (Temporal answers).</summary>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapWebhooks();
        endpoints.MapGet("/healthz", () => Results.Text("ok\n"));
        endpoints.MapGet(
            "/readyz",
            async (ITaskSignals signals, CancellationToken cancellationToken) => await signals.IsReachableAsync(cancellationToken)
                ? Results.Text("ready\n")
                : Results.Text("Temporal cannot be reached\n", statusCode: StatusCodes.Status503ServiceUnavailable));
        return endpoints;
    }

    /// <summary>Maps <c>POST /webhooks/ci</c> and <c>POST /webhooks/github</c> only, for a host with health endpoints of its own.</summary>
    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(
            "/webhooks/ci", (HttpRequest request, CiEndpoint endpoint, CancellationToken cancellationToken) => endpoint.HandleAsync(request, cancellationToken));
        endpoints.MapPost(
            "/webhooks/github",
            (HttpRequest request, GitHubEndpoint endpoint, CancellationToken cancellationToken) => endpoint.HandleAsync(request, cancellationToken));
        return endpoints;
    }
}

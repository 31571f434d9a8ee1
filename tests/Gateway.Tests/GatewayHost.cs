using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BackgroundAgent.Contracts.Webhooks;
using BackgroundAgent.Gateway.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>The gateway on a real listener, with a stub in Temporal's place.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string OldSecret = "old-secret-0123456";
    public const string NewSecret = "new-secret-0123456";

    private readonly WebApplication app;

    private GatewayHost(WebApplication app, RecordedSignals signals, FakeTimeProvider time)
    {
        this.app = app;
        Signals = signals;
        Time = time;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public RecordedSignals Signals { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public static async Task<GatewayHost> StartAsync()
    {
        var signals = new RecordedSignals();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<ITaskSignals>(signals).AddSingleton<TimeProvider>(time).AddGateway(options =>
        {
            options.CiSecrets.Add(OldSecret);
            options.CiSecrets.Add(NewSecret);
            options.GitHubSecrets.Add(OldSecret);
            options.GitHubSecrets.Add(NewSecret);
            options.OwnLogins.Add("bgagent[bot]");
        });
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayHost(app, signals, time);
    }

    /// <summary>A signed request as a CI system sends it.</summary>
    public HttpRequestMessage Request(string body, string delivery = "d-1", string secret = NewSecret, DateTimeOffset? at = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = WebhookSignature.Timestamp(at ?? Time.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/ci") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.DeliveryHeader, delivery);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret, timestamp, bytes));
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

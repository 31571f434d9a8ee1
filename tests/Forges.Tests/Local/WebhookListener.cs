using System.Collections.Concurrent;
using System.Net;
using System.Text;
using BackgroundAgent.Contracts.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Forges.Tests.Local;

/// <summary>A real listener in the gateway's place; keeps what it was sent.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebhookListener(WebApplication app)
    {
        this.app = app;
        app.Run(ReceiveAsync);
    }

    public ConcurrentQueue<Received> Deliveries { get; } = new();

    public HttpStatusCode Answer { get; set; } = HttpStatusCode.Accepted;

    public int Port => new Uri(app.Urls.First()).Port;

    public static async Task<WebhookListener> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var listener = new WebhookListener(builder.Build());
        await listener.app.StartAsync();
        return listener;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        Deliveries.Enqueue(new Received(
            headers[WebhookSignature.DeliveryHeader].ToString(),
            headers[WebhookSignature.TimestampHeader].ToString(),
            headers[WebhookSignature.SignatureHeader].ToString(),
            body.ToArray()));
        context.Response.StatusCode = (int)Answer;
    }

    internal sealed record Received(string Delivery, string Timestamp, string Signature, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }
}

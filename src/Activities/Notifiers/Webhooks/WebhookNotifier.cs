using System.Net.Http.Headers;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Webhooks;

namespace BackgroundAgent.Activities.Notifiers.Webhooks;

/// <summary>Posts the notification as JSON, signed as <see cref="WebhookSignature"/> says; the key is the delivery id, so that a receiver can drop a repetition.</summary>
internal sealed class WebhookNotifier(NotifierSettings settings, IHttpClientFactory clients, TimeProvider time) : INotifier
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public string Name => settings.Name;

    public async Task SendAsync(TaskNotification notification, CancellationToken cancellationToken)
    {
        var body = NotificationJson.Write(notification);
        var timestamp = WebhookSignature.Timestamp(time.GetUtcNow());
        var secret = await Secrets.ReadAsync(settings.SecretFrom!, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(WebhookSignature.DeliveryHeader, notification.Key);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret, timestamp, body));
        using var client = clients.CreateClient(nameof(WebhookNotifier));
        client.Timeout = Timeout;
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}

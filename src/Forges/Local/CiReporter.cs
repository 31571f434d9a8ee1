using System.Net.Http.Headers;
using System.Text.Json;
using BackgroundAgent.Contracts.Webhooks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>Sends queued reports to the gateway, signed, until it takes them.</summary>
internal sealed partial class CiReporter(
    IHttpClientFactory clients, CiDeliveries deliveries, IOptions<LocalCiOptions> options, TimeProvider time, ILogger<CiReporter> log)
{
    public const string ClientName = "local-ci";

    /// <summary>How long until the next report is due; null when none waits.</summary>
    public TimeSpan? UntilNext() => deliveries.UntilNext();

    /// <summary>Sends what is due now.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries.Due())
        {
            if (options.Value.WebhookUrl is not { } url || deliveries.Body(delivery) is not { } body)
            {
                deliveries.Done(delivery.Id);
                continue;
            }

            if (await TryPostAsync(url, delivery, body, cancellationToken))
            {
                deliveries.Done(delivery.Id);
            }
            else
            {
                deliveries.Postpone(delivery);
            }
        }
    }

    private async Task<bool> TryPostAsync(Uri url, CiDelivery delivery, CiWebhook body, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, WebhookJson.Options);

        // Signed at every try: a timestamp of the first one would be stale by now.
        var timestamp = WebhookSignature.Timestamp(time.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.DeliveryHeader, delivery.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(options.Value.WebhookSecret ?? "", timestamp, bytes));
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            Refused(delivery.Id, delivery.Tries + 1, (int)response.StatusCode);
        }
        catch (HttpRequestException fault)
        {
            Unreachable(delivery.Id, delivery.Tries + 1, fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Unreachable(delivery.Id, delivery.Tries + 1, "no answer in time");
        }

        return false;
    }

    [LoggerMessage(3101, LogLevel.Warning, "CI report {Delivery} was refused with {Status} at try {Try}; it is sent again later.")]
    private partial void Refused(string delivery, int @try, int status);

    [LoggerMessage(3102, LogLevel.Information, "CI report {Delivery} could not be delivered at try {Try}: {Reason}")]
    private partial void Unreachable(string delivery, int @try, string reason);
}

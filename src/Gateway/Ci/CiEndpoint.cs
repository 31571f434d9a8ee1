using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Contracts.Webhooks;
using BackgroundAgent.Gateway.Signals;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Gateway.Ci;

/// <summary><c>POST /webhooks/ci</c>: verified, read, routed by branch. It only wakes the task, so nothing in it is believed further.</summary>
internal sealed class CiEndpoint(ITaskSignals signals, IOptions<GatewayOptions> options, TimeProvider time, WebhookCounts counts)
{
    private const int DeliveryCharacters = 128;

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (outcome, result) = await DecideAsync(request, cancellationToken);
        counts.Count("ci", outcome);
        return result;
    }

    private async Task<(string Outcome, IResult Result)> DecideAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        byte[]? body;
        try
        {
            body = await SignedBody.ReadAsync(request, WebhookSignature.BodyBytes, cancellationToken);
        }
        catch (BadHttpRequestException fault)
        {
            return ("invalid", Problem(fault.StatusCode, "The body could not be read."));
        }

        if (body is null)
        {
            return ("too-large", Problem(StatusCodes.Status413PayloadTooLarge, $"The body has more than {WebhookSignature.BodyBytes} bytes."));
        }

        if (Unauthorized(request.Headers, body) is { } reason)
        {
            return ("unauthorized", Problem(StatusCodes.Status401Unauthorized, reason));
        }

        var delivery = request.Headers[WebhookSignature.DeliveryHeader].ToString();
        if (delivery.Length is 0 or > DeliveryCharacters || !delivery.All(letter => letter is > ' ' and <= '~'))
        {
            return ("invalid", Problem(
                StatusCodes.Status400BadRequest, $"{WebhookSignature.DeliveryHeader} must have 1 to {DeliveryCharacters} printable ASCII characters."));
        }

        var (webhook, fault400) = CiWebhookReader.Read(body);
        if (webhook is null)
        {
            return ("invalid", Problem(StatusCodes.Status400BadRequest, fault400));
        }

        return Naming.TaskOfBranch(webhook.Branch) is { } taskId
            ? await SignalAsync(taskId, new CiEvent(delivery, webhook.Commit.ToLowerInvariant(), webhook.Check), request.HttpContext, cancellationToken)
            : Dropped("not-ours", "the branch is not a task's");
    }

    private string? Unauthorized(IHeaderDictionary headers, byte[] body)
    {
        var timestamp = headers[WebhookSignature.TimestampHeader].ToString();
        var signature = headers[WebhookSignature.SignatureHeader].ToString();
        if (timestamp.Length == 0 || signature.Length == 0)
        {
            return $"{WebhookSignature.TimestampHeader} and {WebhookSignature.SignatureHeader} are required.";
        }

        if (!WebhookSignature.Verify(options.Value.CiSecrets, timestamp, body, signature))
        {
            return "The signature does not fit.";
        }

        return WebhookSignature.IsFresh(timestamp, time.GetUtcNow())
            ? null
            : $"The timestamp is more than {WebhookSignature.Window.TotalMinutes} minutes away from this clock.";
    }

    private async Task<(string Outcome, IResult Result)> SignalAsync(
        string taskId, CiEvent report, HttpContext context, CancellationToken cancellationToken)
    {
        switch (await signals.ReportCiAsync(taskId, report, cancellationToken))
        {
            case SignalOutcome.Accepted:
                return ("signalled", Results.Json(new { result = "signalled", task = taskId }, statusCode: StatusCodes.Status202Accepted));
            case SignalOutcome.UnknownTask:
                return Dropped("unknown-task", "there is no such task");
            case SignalOutcome.TaskFinished:
                return Dropped("finished-task", "the task has ended");
            default:
                context.Response.Headers.RetryAfter = ((int)options.Value.RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return ("unavailable", Problem(StatusCodes.Status503ServiceUnavailable, "Temporal cannot be reached; send it again later."));
        }
    }

    private static (string Outcome, IResult Result) Dropped(string outcome, string reason)
        => (outcome, Results.Json(new { result = "dropped", reason }, statusCode: StatusCodes.Status202Accepted));

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}

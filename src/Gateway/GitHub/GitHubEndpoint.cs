using System.Text.Json;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Gateway.Signals;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Gateway.GitHub;

/// <summary><c>POST /webhooks/github</c>: verified, and routed by branch. It only wakes tasks, so nothing in it is believed further.</summary>
internal sealed class GitHubEndpoint(ITaskSignals signals, IOptions<GatewayOptions> options, WebhookCounts counts)
{
    /// <summary>Bytes: GitHub sends nothing larger ("Webhook events and payloads", payload cap).</summary>
    public const int BodyBytes = 25 * 1024 * 1024;

    public const string EventHeader = "X-GitHub-Event";
    public const string DeliveryHeader = "X-GitHub-Delivery";

    private const int CommitCharacters = 64;
    private const int DeliveryCharacters = 128;

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (outcome, result) = await DecideAsync(request, cancellationToken);
        counts.Count("github", outcome);
        return result;
    }

    private async Task<(string Outcome, IResult Result)> DecideAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        byte[]? body;
        try
        {
            body = await SignedBody.ReadAsync(request, BodyBytes, cancellationToken);
        }
        catch (BadHttpRequestException fault)
        {
            return ("invalid", Problem(fault.StatusCode, "The body could not be read."));
        }

        if (body is null)
        {
            return ("too-large", Problem(StatusCodes.Status413PayloadTooLarge, $"The body has more than {BodyBytes} bytes."));
        }

        if (!GitHubSignature.Verify(options.Value.GitHubSecrets, body, request.Headers[GitHubSignature.Header].ToString()))
        {
            return ("unauthorized", Problem(StatusCodes.Status401Unauthorized, "The signature does not fit."));
        }

        var eventName = request.Headers[EventHeader].ToString();
        var delivery = request.Headers[DeliveryHeader].ToString();
        if (eventName.Length == 0 || delivery.Length is 0 or > DeliveryCharacters || !delivery.All(letter => letter is > ' ' and <= '~'))
        {
            return ("invalid", Problem(StatusCodes.Status400BadRequest, $"{EventHeader} and {DeliveryHeader} are required."));
        }

        if (GitHubCommands.Events.Contains(eventName))
        {
            return await CommandAsync(eventName, body, request.HttpContext, cancellationToken);
        }

        if (!GitHubNews.Events.Contains(eventName))
        {
            return ("other-event", Answer("dropped"));
        }

        return Read(eventName, body) is { } reports
            ? await SignalAsync(reports, delivery, request.HttpContext, cancellationToken)
            : ("invalid", Problem(StatusCodes.Status400BadRequest, "The body is not valid JSON."));
    }

    /// <returns>Null: not JSON.</returns>
    private List<(string Task, GitHubNews News)>? Read(string eventName, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return
            [
                .. GitHubNews.Read(eventName, document.RootElement, options.Value.OwnLogins)
                    .Where(news => news.Commit.Length <= CommitCharacters)
                    .Select(news => (Task: Naming.TaskOfBranch(news.Branch), News: news))
                    .Where(routed => routed.Task is not null)
                    .Select(routed => (routed.Task!, routed.News)),
            ];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second one: text that is no Unicode.
            return null;
        }
    }

    private async Task<(string Outcome, IResult Result)> SignalAsync(
        List<(string Task, GitHubNews News)> reports, string delivery, HttpContext context, CancellationToken cancellationToken)
    {
        // Beside each other: a status that is about ten branches is answered as quickly as one.
        var outcomes = await Task.WhenAll(reports.Select(report
            => signals.ReportCiAsync(report.Task, new CiEvent(delivery, report.News.Commit, report.News.Check), cancellationToken)));
        if (outcomes.Contains(SignalOutcome.Unavailable))
        {
            return ComeAgain(context);
        }

        return outcomes.Contains(SignalOutcome.Accepted) ? ("signalled", Answer("signalled"))
            : (outcomes.Length > 0 ? "no-task" : "not-ours", Answer("dropped"));
    }

    private async Task<(string Outcome, IResult Result)> CommandAsync(string eventName, byte[] body, HttpContext context, CancellationToken cancellationToken)
    {
        ForgeCommand? command;
        try
        {
            using var document = JsonDocument.Parse(body);
            command = GitHubCommands.Read(eventName, document.RootElement, options.Value.TaskLabel);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return ("invalid", Problem(StatusCodes.Status400BadRequest, "The body is not valid JSON."));
        }

        if (command is null)
        {
            return ("no-command", Answer("dropped"));
        }

        return await signals.StartCommandAsync(command, cancellationToken) == SignalOutcome.Unavailable
            ? ComeAgain(context)
            : ("command", Answer("signalled"));
    }

    private (string Outcome, IResult Result) ComeAgain(HttpContext context)
    {
        context.Response.Headers.RetryAfter = ((int)options.Value.RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ("unavailable", Problem(StatusCodes.Status503ServiceUnavailable, "Temporal cannot be reached."));
    }

    private static IResult Answer(string result) => Results.Json(new { result }, statusCode: StatusCodes.Status202Accepted);

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}

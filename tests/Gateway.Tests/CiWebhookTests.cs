using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Webhooks;
using BackgroundAgent.Gateway.Signals;

namespace BackgroundAgent.Gateway.Tests;

public sealed class CiWebhookTests : IAsyncLifetime
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly string Good =
        $$"""{"repository":"https://ci.example/r","branch":"bgagent/t-1","commit":"{{Commit}}","check":"build","status":"completed","conclusion":"failure","runAttempt":2}""";

    private GatewayHost gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> BadBodies => new()
    {
        { "", "line 1" },
        { "{", "line 1" },
        { "[]", "object" },
        { "null", "object" },
        { "{}", "repository, branch, commit, check, status" },
        { Good.Replace("\"completed\"", "\"done\"", StringComparison.Ordinal), "$.status" },
        { Good.Replace("\"failure\"", "\"bad\"", StringComparison.Ordinal), "$.conclusion" },
        { Good.Replace(",\"conclusion\":\"failure\"", "", StringComparison.Ordinal), "conclusion" },
        { Good.Replace(Commit, "0123", StringComparison.Ordinal), "commit" },
        { Good.Replace("\"build\"", "\"\"", StringComparison.Ordinal), "check" },
        { Good.Replace("\"build\"", "7", StringComparison.Ordinal), "$.check" },
        { Good.Replace("\"build\"", "\"\\ud800\"", StringComparison.Ordinal), "valid" },
        { Good.Replace("2}", "0}", StringComparison.Ordinal), "runAttempt" },
        { Good.Replace("2}", "99999999999}", StringComparison.Ordinal), "$.runAttempt" },
        { new string('[', 100), "line 1" },
    };

    public async ValueTask InitializeAsync() => gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData(GatewayHost.OldSecret)]
    [InlineData(GatewayHost.NewSecret)]
    public async Task Post_SignedWithAnySecret_SignalsTheTaskOfTheBranch(string secret)
    {
        var response = await gateway.Client.SendAsync(gateway.Request(Good, "d-7", secret), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([("t-1", new CiEvent("d-7", Commit, "build"))], gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_SnakeCaseWordsAndFullReference_AreUnderstood()
    {
        var body = Good.Replace("\"completed\",\"conclusion\":\"failure\"", "\"in_progress\"", StringComparison.Ordinal)
            .Replace("bgagent/t-1", "refs/heads/bgagent/t-1", StringComparison.Ordinal);

        var response = await gateway.Client.SendAsync(gateway.Request(body), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Single(gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_BodyOfOurOwnSender_IsAccepted()
    {
        var webhook = JsonSerializer.Deserialize<CiWebhook>(Good, WebhookJson.Options);

        var response = await gateway.Client.SendAsync(gateway.Request(JsonSerializer.Serialize(webhook, WebhookJson.Options)), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Single(gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_Forged_Is401AndSignalsNothing()
    {
        var requests = new List<HttpRequestMessage>
        {
            gateway.Request(Good, secret: "another-secret-0123"),
            Without(WebhookSignature.SignatureHeader),
            Without(WebhookSignature.TimestampHeader),
            Changed(WebhookSignature.SignatureHeader, "sha256=" + new string('0', 64)),
            Changed(WebhookSignature.SignatureHeader, new string('0', 64)),
            Changed(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(gateway.Time.GetUtcNow().AddSeconds(1))),
            gateway.Request(Good, at: gateway.Time.GetUtcNow().AddMinutes(-6)),
            gateway.Request(Good, at: gateway.Time.GetUtcNow().AddMinutes(6)),
        };
        var tampered = gateway.Request(Good);
        tampered.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good.Replace("t-1", "t-2", StringComparison.Ordinal)));
        requests.Add(tampered);

        foreach (var request in requests)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Client.SendAsync(request, Cancel)).StatusCode);
        }

        Assert.Empty(gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_TimestampWithinTheWindow_IsAccepted()
    {
        foreach (var minutes in new[] { -5, 5 })
        {
            var request = gateway.Request(Good, at: gateway.Time.GetUtcNow().AddMinutes(minutes));
            Assert.Equal(HttpStatusCode.Accepted, (await gateway.Client.SendAsync(request, Cancel)).StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Post_BadBody_Is400WithTheReason(string body, string reason)
    {
        var response = await gateway.Client.SendAsync(gateway.Request(body), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(Cancel)).RootElement.GetProperty("detail").GetString();
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Empty(gateway.Signals.Sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Post_BadDeliveryId_Is400(string delivery)
    {
        var response = await gateway.Client.SendAsync(gateway.Request(Good, delivery), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_TooLarge_Is413WithAndWithoutALength()
    {
        var large = Good + new string(' ', WebhookSignature.BodyBytes);
        var known = gateway.Request(large);
        var chunked = gateway.Request(large);
        chunked.Headers.TransferEncodingChunked = true;
        var fitting = gateway.Request(Good + new string(' ', WebhookSignature.BodyBytes - Good.Length));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await gateway.Client.SendAsync(known, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await gateway.Client.SendAsync(chunked, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Client.SendAsync(fitting, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Post_OtherBranch_IsDropped()
    {
        var response = await gateway.Client.SendAsync(gateway.Request(Good.Replace("bgagent/t-1", "main", StringComparison.Ordinal)), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(gateway.Signals.Sent);
    }

    [Theory]
    [InlineData(SignalOutcome.UnknownTask)]
    [InlineData(SignalOutcome.TaskFinished)]
    public async Task Post_NobodyToTell_IsDroppedWith202(SignalOutcome outcome)
    {
        gateway.Signals.Outcome = outcome;

        var response = await gateway.Client.SendAsync(gateway.Request(Good), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Contains("dropped", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TemporalAway_Is503WithRetryAfter()
    {
        gateway.Signals.Outcome = SignalOutcome.Unavailable;

        var response = await gateway.Client.SendAsync(gateway.Request(Good), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(5)), response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Health_TemporalAway_IsAliveButNotReady()
    {
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/readyz", Cancel)).StatusCode);
        gateway.Signals.Outcome = SignalOutcome.Unavailable;

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/healthz", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Client.GetAsync("/readyz", Cancel)).StatusCode);
    }

    private HttpRequestMessage Without(string header)
    {
        var request = gateway.Request(Good);
        request.Headers.Remove(header);
        return request;
    }

    private HttpRequestMessage Changed(string header, string value)
    {
        var request = Without(header);
        request.Headers.Add(header, value);
        return request;
    }
}

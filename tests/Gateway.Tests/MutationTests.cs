using System.Net.Http.Headers;
using System.Text;
using BackgroundAgent.Contracts.Webhooks;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>Requests that are changed at random: nothing breaks, and nothing unsigned gets through.</summary>
public sealed class MutationTests
{
    private const int Requests = 3_000;

    private static readonly string[] Pieces =
        ["", "{", "}", "\"", "\\ud800", "null", "1e999", "[[[[", "bgagent/t-2", "\u0000", "é", "-", "sha256=", "99999999999999999999", "\"status\":1,", ","];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_MutatedRequests_NeverBreakNorSignalUnsigned()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var good = """{"repository":"r","branch":"bgagent/t-1","commit":"0123456789abcdef0123456789abcdef01234567","check":"c","status":"queued"}""";
        var timestamp = WebhookSignature.Timestamp(gateway.Time.GetUtcNow());
        var signed = 0;
        for (var number = 0; number < Requests; number++)
        {
            var body = random.Next(4) == 0 ? Encoding.UTF8.GetBytes(good) : Mutation.Of(Encoding.UTF8.GetBytes(good), Pieces, random);
            var sent = random.Next(3) == 0 ? Mutation.Of(timestamp, Pieces, random) : timestamp;
            var right = WebhookSignature.Sign(GatewayHost.NewSecret, sent, body);
            var signature = random.Next(2) == 0 ? Mutation.Of(right, Pieces, random) : right;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/ci") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation(WebhookSignature.DeliveryHeader, random.Next(5) == 0 ? Mutation.Of("d-1", Pieces, random) : "d-1");
            request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, sent);
            request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, signature);
            var before = gateway.Signals.Sent.Count;

            using var response = await gateway.Client.SendAsync(request, Cancel);

            var context = $"seed {seed}, request {number}: {(int)response.StatusCode}";
            Assert.True((int)response.StatusCode < 500, context);
            if (!string.Equals(signature.Trim(), right, StringComparison.OrdinalIgnoreCase))
            {
                Assert.True((int)response.StatusCode is 401 or 400, context);
                Assert.True(gateway.Signals.Sent.Count == before, context);
            }
            else
            {
                signed++;
            }
        }

        Assert.True(signed > Requests / 10 && !gateway.Signals.Sent.IsEmpty, "The mutations left nothing valid.");
    }
}

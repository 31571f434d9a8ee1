using System.Globalization;
using System.Text;
using BackgroundAgent.Gateway.GitHub;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>GitHub deliveries changed at random: nothing breaks, and nothing unsigned gets through. BGAGENT_MUTATIONS says how many.</summary>
public sealed class GitHubMutationTests
{
    private const string CountVariable = "BGAGENT_MUTATIONS";
    private const int Usual = 4_000;
    private const int AtOnce = 4;

    private static readonly (string Event, string Body)[] Seeds =
    [
        ("push", """{"ref":"refs/heads/bgagent/t-1","after":"c1","repository":{"clone_url":"https://x/o/r.git"}}"""),
        ("check_run", """{"action":"completed","check_run":{"name":"build","head_sha":"c1","check_suite":{"head_branch":"bgagent/t-1"}}}"""),
        ("status", """{"sha":"c1","context":"ci/x","branches":[{"name":"main"},{"name":"bgagent/t-1"}]}"""),
        ("pull_request", """{"pull_request":{"head":{"ref":"bgagent/t-1","sha":"c1","repo":{"full_name":"o/r"}},"base":{"repo":{"full_name":"o/r"}}}}"""),
        ("issue_comment", """{"action":"created","issue":{"number":1},"comment":{"id":2,"body":"/bgagent stop"},"repository":{"clone_url":"https://x/o/r.git"},"sender":{"id":3,"login":"ada","type":"User"}}"""),
        ("pull_request_review", """{"action":"submitted","review":{"id":2,"state":"approved","body":"","commit_id":"c1"},"pull_request":{"number":1,"head":{"ref":"bgagent/t-1"}},"repository":{"clone_url":"https://x/o/r.git"},"sender":{"id":3,"login":"ada","type":"User"}}"""),
    ];

    private static readonly string[] Pieces = ["", "{", "}", "[", "\"", "\\ud800", "null", "1e999", "-1", "99999999999999999999", "\u0000", "é", "bgagent/t-2", ":", ","];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_MutatedDeliveries_NeverBreakNorSignalUnsigned()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable(CountVariable), CultureInfo.InvariantCulture, out var asked) ? asked : Usual;
        var seed = Environment.TickCount;
        await using var gateway = await GatewayHost.StartAsync();
        var signed = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel }, async (number, cancel) =>
        {
            var random = new Random(HashCode.Combine(seed, number));
            var (name, text) = Seeds[random.Next(Seeds.Length)];
            var body = random.Next(4) == 0 ? Encoding.UTF8.GetBytes(text) : Mutation.Of(Encoding.UTF8.GetBytes(text), Pieces, random);
            var right = GitHubSignature.Sign(GatewayHost.NewSecret, body);
            var isSigned = random.Next(2) == 0;
            var signature = isSigned ? right : Wrong(right, random);

            // The delivery id says whether a signal of it would be a fault.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/github") { Content = new ByteArrayContent(body) };
            request.Headers.TryAddWithoutValidation(GitHubEndpoint.EventHeader, random.Next(10) == 0 ? Mutation.Of(name, Pieces, random) : name);
            request.Headers.TryAddWithoutValidation(GitHubEndpoint.DeliveryHeader, isSigned ? "signed" : "unsigned");
            request.Headers.TryAddWithoutValidation(GitHubSignature.Header, signature);
            using var response = await gateway.Client.SendAsync(request, cancel);

            Assert.True((int)response.StatusCode < 500, $"seed {seed}, delivery {number}: {(int)response.StatusCode}");
            Assert.True(isSigned || (int)response.StatusCode is 401 or 400, $"seed {seed}, delivery {number}: an unsigned one got {(int)response.StatusCode}");
            Interlocked.Add(ref signed, isSigned ? 1 : 0);
        });

        Assert.All(gateway.Signals.Sent, sent => Assert.Equal("signed", sent.Report.DeliveryId));
        Assert.True(signed > count / 4 && !gateway.Signals.Sent.IsEmpty && !gateway.Signals.Commands.IsEmpty, "The mutations left nothing valid.");
        TestContext.Current.SendDiagnosticMessage($"{count} deliveries, {signed} signed, {gateway.Signals.Sent.Count} signals, {gateway.Signals.Commands.Count} commands");
    }

    private static string Wrong(string right, Random random)
    {
        var changed = Mutation.Of(right, Pieces, random).Trim();
        return string.Equals(changed, right, StringComparison.OrdinalIgnoreCase) ? "sha256=" + new string('0', 64) : changed;
    }
}

using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Gateway.GitHub;
using BackgroundAgent.Gateway.Signals;

namespace BackgroundAgent.Gateway.Tests;

public sealed class GitHubWebhookTests : IAsyncLifetime
{
    /// <summary>Events that are read and never are about a task that is at work.</summary>
    private static readonly string[] Silent = ["ping", "merge_group"];

    private readonly Dictionary<string, bool> woken = [];
    private GatewayHost gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData("check_run", """{"check_run":{"name":"build","head_sha":"c1","check_suite":{"head_branch":"bgagent/t-1"}}}""", "build")]
    [InlineData("check_suite", """{"check_suite":{"head_sha":"c1","head_branch":"bgagent/t-1"}}""", null)]
    [InlineData("workflow_run", """{"workflow_run":{"name":"CI","head_sha":"c1","head_branch":"bgagent/t-1"}}""", "CI")]
    [InlineData("workflow_job", """{"workflow_job":{"name":"test","head_sha":"c1","head_branch":"bgagent/t-1"}}""", "test")]
    [InlineData("status", """{"sha":"c1","context":"ci/x","branches":[{"name":"main"},{"name":"bgagent/t-1"}]}""", "ci/x")]
    [InlineData("push", """{"ref":"refs/heads/bgagent/t-1","after":"c1"}""", null)]
    [InlineData("push", """{"ref":"refs/heads/bgagent/t-1","after":"c1","sender":{"login":"ada","type":"User"}}""", null)]
    [InlineData("check_suite", """{"check_suite":{"head_sha":"c1","head_branch":"bgagent/t-1"},"sender":{"login":"bgagent[bot]","type":"Bot"}}""", null)]
    public async Task Post_EventOfATasksBranch_WakesTheTask(string eventName, string body, string? check)
    {
        var response = await gateway.Client.SendAsync(Request(eventName, body), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([("t-1", new CiEvent("guid-1", "c1", check))], gateway.Signals.Sent);
    }

    [Theory]
    [InlineData("ping", """{"zen":"x"}""")]
    [InlineData("merge_group", """{"action":"checks_requested","merge_group":{"head_sha":"c1","head_ref":"refs/heads/gh-readonly-queue/main/pr-1-c1"}}""")]
    [InlineData("push", """{"ref":"refs/heads/bgagent/t-1","after":"c1","sender":{"login":"bgagent[bot]","type":"Bot"}}""")]
    [InlineData("pull_request", """{"action":"edited","pull_request":{"head":{"ref":"bgagent/t-1","sha":"c1","repo":{"full_name":"o/r"}},"base":{"repo":{"full_name":"o/r"}}},"sender":{"login":"BgAgent[bot]","type":"Bot"}}""")]
    [InlineData("star", """{"action":"created"}""")]
    [InlineData("check_run", """{"check_run":{"head_sha":"c1","check_suite":{"head_branch":null}}}""")]
    [InlineData("check_run", """[1]""")]
    [InlineData("push", """{"ref":"refs/tags/bgagent/t-1","after":"c1"}""")]
    [InlineData("status", """{"sha":"c1","branches":{}}""")]
    public async Task Post_NothingForATask_IsDropped(string eventName, string body)
    {
        var response = await gateway.Client.SendAsync(Request(eventName, body), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_GitHubsOwnExamples_AreAcceptedAndRoutedByBranchOnly()
    {
        var (examples, reason) = await GitHubExamples.FetchAsync(Cancel);
        Assert.SkipWhen(examples is null, $"GitHub's example payloads are not to be had: {reason}");
        Assert.True(examples!.Count > 300, $"only {examples.Count} examples");

        foreach (var (eventName, payload) in examples)
        {
            var response = await gateway.Client.SendAsync(Request(eventName, payload), Cancel);
            Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"{eventName}: {(int)response.StatusCode}");
        }

        Assert.Empty(gateway.Signals.Sent);

        // The same payloads about a task's branch: every kind of event that this gateway reads wakes it.
        foreach (var (eventName, payload) in examples.Where(example => GitHubNews.Events.Contains(example.Event) && !Silent.Contains(example.Event)))
        {
            var ours = Regex.Replace(payload, "\"(head_branch|ref)\":\\s*\"[^\"]*\"", "\"$1\":\"refs/heads/bgagent/t-1\"");
            ours = Regex.Replace(ours, "(\"branches\":\\s*\\[\\s*\\{\\s*\"name\":\\s*)\"[^\"]*\"", "$1\"bgagent/t-1\"");
            var before = gateway.Signals.Sent.Count;
            await gateway.Client.SendAsync(Request(eventName, ours), Cancel);
            woken[eventName] = woken.GetValueOrDefault(eventName) || gateway.Signals.Sent.Count > before;
        }

        Assert.Equal(GitHubNews.Events.Except(Silent).Order(), woken.Where(pair => pair.Value).Select(pair => pair.Key).Order());
    }

    [Fact]
    public async Task Post_Forged_Is401()
    {
        const string body = """{"ref":"refs/heads/bgagent/t-1","after":"c1"}""";
        var unsigned = Request("push", body);
        unsigned.Headers.Remove(GitHubSignature.Header);
        var tampered = Request("push", body);
        tampered.Content = new StringContent(body + " ");

        foreach (var request in new[] { Request("push", body, "wrong-secret-012345"), unsigned, tampered })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Client.SendAsync(request, Cancel)).StatusCode);
        }

        Assert.Empty(gateway.Signals.Sent);
    }

    [Fact]
    public async Task Post_SignedNonsense_Is400()
        => Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Client.SendAsync(Request("push", "{"), Cancel)).StatusCode);

    [Fact]
    public async Task Post_TemporalAway_Is503()
    {
        gateway.Signals.Outcome = SignalOutcome.Unavailable;

        var response = await gateway.Client.SendAsync(Request("push", """{"ref":"refs/heads/bgagent/t-1","after":"c1"}"""), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static HttpRequestMessage Request(string eventName, string body, string secret = GatewayHost.OldSecret)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/github") { Content = new ByteArrayContent(bytes) };
        request.Headers.Add(GitHubEndpoint.EventHeader, eventName);
        request.Headers.Add(GitHubEndpoint.DeliveryHeader, "guid-1");
        request.Headers.Add(GitHubSignature.Header, GitHubSignature.Sign(secret, bytes));
        return request;
    }
}

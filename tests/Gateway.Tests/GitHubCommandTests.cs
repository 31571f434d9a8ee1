using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Gateway.GitHub;
using BackgroundAgent.Gateway.Signals;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>What people say on GitHub becomes one command each; what bots say does not.</summary>
public sealed class GitHubCommandTests : IAsyncLifetime
{
    private GatewayHost gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData("issue_comment", """{"action":"created","issue":{"number":7},"comment":{"id":42,"body":"/bgagent steer x"}}""", CommandSource.Comment, "/bgagent steer x")]
    [InlineData("issues", """{"action":"labeled","issue":{"number":7,"id":42},"label":{"name":"bgagent"}}""", CommandSource.Label, "")]
    [InlineData("pull_request_review", """{"action":"submitted","review":{"id":42,"state":"approved","body":null},"pull_request":{"number":7,"head":{"ref":"bgagent/t"}}}""", CommandSource.Approval, "")]
    [InlineData("pull_request_review", """{"action":"submitted","review":{"id":42,"state":"changes_requested","body":"no"},"pull_request":{"number":7,"head":{"ref":"bgagent/t"}}}""", CommandSource.ChangesRequested, "no")]
    [InlineData("pull_request_review_comment", """{"action":"created","comment":{"id":42,"body":"here","path":"a.c","line":3},"pull_request":{"number":7,"head":{"ref":"bgagent/t"}}}""", CommandSource.LineComment, "here")]
    public async Task Post_SaidByAPerson_IsACommand(string eventName, string body, CommandSource source, string text)
    {
        var response = await SendAsync(eventName, body, "User");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var command = Assert.Single(gateway.Signals.Commands);
        Assert.Equal((source, 7, "42", text, new ForgePerson(3, "ada")), (command.Source, command.Number, command.SourceId, command.Text, command.By));
        Assert.Equal("https://github.example/o/r.git", command.Repository.Url);
    }

    [Theory]
    [InlineData("issue_comment", """{"action":"created","issue":{"number":7},"comment":{"id":42,"body":"/bgagent stop"}}""", "Bot")]
    [InlineData("issue_comment", """{"action":"edited","issue":{"number":7},"comment":{"id":42,"body":"/bgagent stop"}}""", "User")]
    [InlineData("issue_comment", """{"action":"created","issue":{"number":7},"comment":{"id":42,"body":"nice work"}}""", "User")]
    [InlineData("issue_comment", """{"action":"created","issue":{"number":7},"comment":{"id":42,"body":"<!-- bgagent:status:t -->\n`/bgagent stop`"}}""", "User")]
    [InlineData("issues", """{"action":"labeled","issue":{"number":7,"id":42},"label":{"name":"bug"}}""", "User")]
    [InlineData("pull_request_review", """{"action":"submitted","review":{"id":42,"state":"approved"},"pull_request":{"number":7,"head":{"ref":"feature"}}}""", "User")]
    public async Task Post_NotForUs_IsDropped(string eventName, string body, string sender)
    {
        var response = await SendAsync(eventName, body, sender);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(gateway.Signals.Commands);
    }

    [Fact]
    public async Task Post_TemporalAway_Is503()
    {
        gateway.Signals.Outcome = SignalOutcome.Unavailable;

        var response = await SendAsync("issue_comment", """{"action":"created","issue":{"number":7},"comment":{"id":42,"body":"/bgagent stop"}}""", "User");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string eventName, string body, string senderType)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        json["sender"] = new JsonObject { ["id"] = 3, ["login"] = "ada", ["type"] = senderType };
        json["repository"] = new JsonObject { ["clone_url"] = "https://github.example/o/r.git" };
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/github") { Content = new ByteArrayContent(bytes) };
        request.Headers.Add(GitHubEndpoint.EventHeader, eventName);
        request.Headers.Add(GitHubEndpoint.DeliveryHeader, "guid-1");
        request.Headers.Add(GitHubSignature.Header, GitHubSignature.Sign(GatewayHost.NewSecret, bytes));
        return gateway.Client.SendAsync(request, Cancel);
    }
}

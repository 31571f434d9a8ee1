using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BackgroundAgent.DevServer.Tests.Rpc;

/// <summary>The HTTP/JSON API, by hand as curl would call it.</summary>
public sealed class HttpApiTests : IAsyncLifetime
{
    private const string Root = "/api/v1/namespaces/default";

    private EmbeddedServer? _server;
    private HttpClient? _http;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedServer.StartAsync(new EmbeddedServerOptions { HttpPort = 0 }, TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = _server.HttpAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _http!.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task StartSignalTerminate_ShorthandPayloads_AreInHistory()
    {
        await PostAsync(Root + "/workflows/h1", """{"workflowType":{"name":"T"},"taskQueue":{"name":"q"},"input":[1,{"a":"b"}],"memo":{"fields":{"k":"v"}}}""");
        await PostAsync(Root + "/workflows/h1/signal/s", """{"input":["sent"]}""");
        await PostAsync(Root + "/workflows/h1/terminate", """{"reason":"enough"}""");
        var events = (await GetAsync(Root + "/workflows/h1/history"))["history"]!["events"]!.AsArray();
        Assert.Equal("""[1,{"a":"b"}]""", events[0]!["workflowExecutionStartedEventAttributes"]!["input"]!.ToJsonString());
        Assert.Equal("""["sent"]""", events[2]!["workflowExecutionSignaledEventAttributes"]!["input"]!.ToJsonString());
        Assert.Equal("EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED", (string?)events[^1]!["eventType"]);
    }

    [Fact]
    public async Task History_WithoutShorthand_HasWholePayloads()
    {
        await PostAsync(Root + "/workflows/h2", """{"workflowType":{"name":"T"},"taskQueue":{"name":"q"},"input":[1]}""");
        var events = (await GetAsync(Root + "/workflows/h2/history?noPayloadShorthand"))["history"]!["events"]!.AsArray();
        Assert.Equal("MQ==", (string?)events[0]!["workflowExecutionStartedEventAttributes"]!["input"]!["payloads"]![0]!["data"]);
    }

    [Fact]
    public async Task List_QueryParameters_AreRead()
    {
        await PostAsync(Root + "/workflows/h3", """{"workflowType":{"name":"Other"},"taskQueue":{"name":"q"}}""");
        await PostAsync(Root + "/workflows/h4", """{"workflowType":{"name":"T"},"taskQueue":{"name":"q"}}""");
        var list = await GetAsync(Root + "/workflows?pageSize=10&query=WorkflowType%3D'Other'");
        Assert.Equal("h3", (string?)Assert.Single(list["executions"]!.AsArray())!["execution"]!["workflowId"]);
        Assert.Equal("2", (string?)(await GetAsync(Root + "/workflow-count"))["count"]);
    }

    [Theory]
    [InlineData(Root + "/workflows/nothing", HttpStatusCode.NotFound, 5, "workflow not found for ID: nothing")]
    [InlineData(Root + "/workflows?query=bad", HttpStatusCode.BadRequest, 3, "invalid query: invalid expression: incomplete expression")]
    [InlineData("/api/v1/namespaces/nothing", HttpStatusCode.NotFound, 5, "Namespace nothing is not found.")]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound, 5, "Not Found")]
    public async Task Get_Wrong_IsAStatusInJson(string path, HttpStatusCode status, int code, string message)
    {
        var response = await _http!.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Equal((status, code, message), (response.StatusCode, (int)body["code"]!, (string)body["message"]!));
    }

    [Fact]
    public async Task Error_Typed_HasItsDetail()
    {
        const string Start = """{"workflowType":{"name":"T"},"taskQueue":{"name":"q"}}""";
        await PostAsync(Root + "/workflows/h5", Start);
        using var content = new StringContent(Start, null, "application/json");
        var response = await _http!.PostAsync(new Uri(Root + "/workflows/h5", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var body = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Equal(
            "type.googleapis.com/temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure", (string?)Assert.Single(body["details"]!.AsArray())!["@type"]);
    }

    [Fact]
    public async Task Post_NoJson_IsBadRequest()
    {
        using var content = new StringContent("{", null, "application/json");
        var response = await _http!.PostAsync(new Uri(Root + "/workflows/h6", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("AllowAll")]
    [InlineData("SCHEDULE_OVERLAP_POLICY_ALLOW_ALL")]
    [InlineData("6")]
    public async Task Enum_InEitherSpelling_IsRead(string policy)
    {
        var name = "s-" + policy;
        var value = policy == "6" ? policy : $"\"{policy}\"";
        const string Schedule =
            """{"requestId":"r","schedule":{"spec":{},"action":{"startWorkflow":{"workflowId":"w","workflowType":{"name":"T"},"taskQueue":{"name":"q"}}},"policies":{"overlapPolicy":POLICY}}}""";
        await PostAsync($"{Root}/schedules/{name}", Schedule.Replace("POLICY", value, StringComparison.Ordinal));
        var shown = await GetAsync($"{Root}/schedules/{name}");
        Assert.Equal("SCHEDULE_OVERLAP_POLICY_ALLOW_ALL", (string?)shown["schedule"]!["policies"]!["overlapPolicy"]);
    }

    [Theory]
    [InlineData("""{"workflowType":{"name":"T"},"taskQueue":{"name":"q"},"noSuchField":1}""")]
    [InlineData("""{"workflowType":{"name":"T"},"taskQueue":{"name":"q"},"workflowIdReusePolicy":"NoSuchPolicy"}""")]
    public async Task Post_WhatTheProtocolHasNot_IsBadRequest(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        var response = await _http!.PostAsync(new Uri(Root + "/workflows/h8", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(3, (int)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]!);
    }

    [Fact]
    public async Task Path_WithEscapedCharacters_IsTheIdItself()
    {
        await PostAsync(Root + "/workflows/a%20b%2Fc%3Ad%252Fe", """{"workflowType":{"name":"T"},"taskQueue":{"name":"q"}}""");
        var shown = await GetAsync(Root + "/workflows/a%20b%2Fc%3Ad%252Fe");
        Assert.Equal("a b/c:d%2Fe", (string?)shown["workflowExecutionInfo"]!["execution"]!["workflowId"]);
    }

    [Fact]
    public async Task Payloads_OneOfThemNotPlainJson_AreAMessageWithTheOthersShort()
    {
        const string Noted = """{"metadata":{"encoding":"anNvbi9wbGFpbg==","note":"bg=="},"data":"Mg=="}""";
        await PostAsync(Root + "/workflows/h9", $$"""{"workflowType":{"name":"T"},"taskQueue":{"name":"q"},"input":[1,{{Noted}},null]}""");
        var events = (await GetAsync(Root + "/workflows/h9/history"))["history"]!["events"]!.AsArray();
        var input = events[0]!["workflowExecutionStartedEventAttributes"]!["input"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$$"""{"payloads":[1,{{{Noted}}},{"metadata":{"encoding":"YmluYXJ5L251bGw="}}]}"""), input), input.ToJsonString());
    }

    [Fact]
    public async Task Put_WhereOnlyPostIs_IsNotImplemented()
    {
        using var content = new StringContent("{}", null, "application/json");
        var response = await _http!.PutAsync(new Uri(Root + "/workflows/h7", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
    }

    [Fact]
    public async Task SystemInfo_HasTheVersion() => Assert.Equal("1.31.2", (string?)(await GetAsync("/api/v1/system-info"))["serverVersion"]);

    private async Task<JsonNode> GetAsync(string path) =>
        (await _http!.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken))!;

    private async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body, null, "application/json");
        var response = await _http!.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

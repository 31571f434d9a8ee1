using System.Net;
using Temporalio.Client;

namespace BackgroundAgent.DevServer.Tests.Ui;

public sealed class UiEndpointsTests
{
    [Fact]
    public async Task Get_PageListAndHistory_ShowTheExecution()
    {
        await using var server = await EmbeddedServer.StartAsync(
            new EmbeddedServerOptions { UiPort = 0 }, TestContext.Current.CancellationToken);
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        var handle = await client.StartWorkflowAsync("Nobody", [], new("shown", "q"));
        using var http = new HttpClient { BaseAddress = server.UiAddress };
        var cancel = TestContext.Current.CancellationToken;
        Assert.Contains("<h1>Executions</h1>", await http.GetStringAsync("/", cancel), StringComparison.Ordinal);
        Assert.Contains("\"shown\"", await http.GetStringAsync("/ui/workflows?query=WorkflowType%3D'Nobody'", cancel), StringComparison.Ordinal);
        Assert.Contains(
            "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
            await http.GetStringAsync($"/ui/history?id=shown&run={handle.ResultRunId}", cancel),
            StringComparison.Ordinal);
        var bad = await http.GetAsync(new Uri("/ui/workflows?query=Nothing%3D1", UriKind.Relative), cancel);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }
}

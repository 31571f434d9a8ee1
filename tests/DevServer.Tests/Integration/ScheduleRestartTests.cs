using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>That a schedule was deleted is in the database: after a restart it is answered as before, not as one that never was.</summary>
public sealed class ScheduleRestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("schedule-restart");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Restart_AfterDelete_StillKnowsTheScheduleAsDeleted()
    {
        await using (var first = await StartAsync())
        {
            var client = await TemporalClient.ConnectAsync(new(first.Address));
            await client.WorkflowService.CreateScheduleAsync(
                new() { Namespace = "default", ScheduleId = "s", RequestId = "r", Schedule = new() { Spec = new(), Action = new() { StartWorkflow = new() { WorkflowId = "w", WorkflowType = new() { Name = "T" }, TaskQueue = new() { Name = "q" } } } } });
            await client.WorkflowService.DeleteScheduleAsync(new() { Namespace = "default", ScheduleId = "s" });
        }

        await using var second = await StartAsync();
        var again = await TemporalClient.ConnectAsync(new(second.Address));
        Assert.Equal("schedule not found", await ErrorAsync(again, "s"));
        Assert.Equal("workflow not found for ID: temporal-sys-scheduler:other", await ErrorAsync(again, "other"));
    }

    private static async Task<string> ErrorAsync(TemporalClient client, string id)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => client.WorkflowService.DescribeScheduleAsync(new() { Namespace = "default", ScheduleId = id }));
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
        return error.Message;
    }

    private Task<EmbeddedServer> StartAsync() =>
        EmbeddedServer.StartAsync(new EmbeddedServerOptions { DatabaseFile = Path.Combine(_folder.FullName, "t.db") }, Cancel);
}

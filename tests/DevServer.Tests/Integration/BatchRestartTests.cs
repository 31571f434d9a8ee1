#pragma warning disable CS0612 // the older type of an operation is still told
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>A batch operation is in the database: a restart forgets neither one that is done nor one that was under way.</summary>
public sealed class BatchRestartTests : IDisposable
{
    private const int Runs = 300;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batch-restart");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Restart_WhileAJobRuns_GoesOnToItsEnd()
    {
        await using (var first = await StartAsync())
        {
            var client = await TemporalClient.ConnectAsync(new(first.Address));
            await Task.WhenAll(Enumerable.Range(0, Runs).Select(i => client.StartWorkflowAsync("T", [], new($"w{i}", "q"))));
            await client.WorkflowService.StartBatchOperationAsync(
                new() { Namespace = "default", JobId = "job", Reason = "all", VisibilityQuery = "WorkflowType = 'T'", TerminationOperation = new() { Identity = "me" } });
        }

        await using (var second = await StartAsync())
        {
            var client = await TemporalClient.ConnectAsync(new(second.Address));
            await DoneAsync(client);
            Assert.Equal(0, (await client.CountWorkflowsAsync("ExecutionStatus = 'Running'")).Count);
        }

        await using var third = await StartAsync();
        var again = await TemporalClient.ConnectAsync(new(third.Address));
        await DoneAsync(again);
        await Assert.ThrowsAsync<RpcException>(() => again.WorkflowService.StopBatchOperationAsync(new() { Namespace = "default", JobId = "job", Reason = "late", Identity = "me" }));
    }

    private static async Task DoneAsync(TemporalClient client)
    {
        var job = await client.WorkflowService.DescribeBatchOperationAsync(new() { Namespace = "default", JobId = "job" });
        while (job.State == BatchOperationState.Running)
        {
            await Task.Delay(20, Cancel);
            job = await client.WorkflowService.DescribeBatchOperationAsync(new() { Namespace = "default", JobId = "job" });
        }

        Assert.Equal(
            (BatchOperationState.Completed, BatchOperationType.Terminate, "all", "me", Runs, 0),
            (job.State, job.OperationType, job.Reason, job.Identity, job.CompleteOperationCount, job.FailureOperationCount));
    }

    private Task<EmbeddedServer> StartAsync() =>
        EmbeddedServer.StartAsync(new EmbeddedServerOptions { DatabaseFile = Path.Combine(_folder.FullName, "t.db") }, Cancel);
}

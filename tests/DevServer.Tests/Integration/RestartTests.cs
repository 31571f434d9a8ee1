using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Command = Temporalio.Api.Command.V1.Command;
using Make = BackgroundAgent.DevServer.Tests.Conformance.Commands;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>A server that ended together with its workers hands out again what they had begun; one that did not waits for them.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Gone = "gone";
    private const string Queue = "restarts";

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("restart");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_WorkflowTaskOfAnEndedWorker_IsHandedOutAgain()
    {
        await using (var first = await StartAsync())
        {
            var service = await ConnectAsync(first);
            await StartWorkflowAsync(service);
            Assert.False((await PollAsync(service)).TaskToken.IsEmpty);
        }

        await using var second = await StartAsync(Gone);
        var again = await PollAsync(await ConnectAsync(second), AtOnce);

        Assert.Equal(2, again.Attempt);
        Assert.Contains(again.History.Events, e => e.EventType == EventType.WorkflowTaskTimedOut);
    }

    [Fact]
    public async Task Start_ActivityOfAnEndedWorker_IsTriedAgain()
    {
        await using (var first = await StartAsync())
        {
            var service = await ConnectAsync(first);
            await StartWorkflowAsync(service);
            await CompleteAsync(service, await PollAsync(service), Make.Activity("a", Queue, command =>
            {
                command.RetryPolicy = new() { MaximumAttempts = 2 };
                command.StartToCloseTimeout = Conformance.Data.Seconds(90);
                command.HeartbeatTimeout = Conformance.Data.Seconds(60);
            }));
            Assert.Equal(1, (await PollActivityAsync(service)).Attempt);
        }

        await using var second = await StartAsync(Gone);

        Assert.Equal(2, (await PollActivityAsync(await ConnectAsync(second), AtOnce)).Attempt);
    }

    [Fact]
    public async Task Start_WorkersThatMayLive_AreWaitedFor()
    {
        PollWorkflowTaskQueueResponse task;
        await using (var first = await StartAsync())
        {
            var service = await ConnectAsync(first);
            await StartWorkflowAsync(service);
            task = await PollAsync(service);
        }

        await using var second = await StartAsync("somebody else");
        var client = await ConnectAsync(second);
        await CompleteAsync(client, task, Make.Complete());

        var described = await client.DescribeWorkflowExecutionAsync(new() { Namespace = "default", Execution = new() { WorkflowId = "w" } });
        Assert.Equal(WorkflowExecutionStatus.Completed, described.WorkflowExecutionInfo.Status);
    }

    private static async Task<WorkflowService> ConnectAsync(EmbeddedServer server)
        => (await TemporalClient.ConnectAsync(new(server.Address))).WorkflowService;

    private static Task StartWorkflowAsync(WorkflowService service) => service.StartWorkflowExecutionAsync(new()
    {
        Namespace = "default",
        WorkflowId = "w",
        WorkflowType = new() { Name = "T" },
        TaskQueue = new() { Name = Queue },
        RequestId = "once",
        WorkflowTaskTimeout = Conformance.Data.Seconds(60),
    });

    private static Task<PollWorkflowTaskQueueResponse> PollAsync(WorkflowService service, TimeSpan? within = null) => service.PollWorkflowTaskQueueAsync(
        new() { Namespace = "default", TaskQueue = new() { Name = Queue }, Identity = Gone }, new() { Timeout = within, CancellationToken = TestContext.Current.CancellationToken });

    private static Task<PollActivityTaskQueueResponse> PollActivityAsync(WorkflowService service, TimeSpan? within = null) => service.PollActivityTaskQueueAsync(
        new() { Namespace = "default", TaskQueue = new() { Name = Queue }, Identity = Gone }, new() { Timeout = within, CancellationToken = TestContext.Current.CancellationToken });

    private static Task CompleteAsync(WorkflowService service, PollWorkflowTaskQueueResponse task, Command command)
    {
        var request = new RespondWorkflowTaskCompletedRequest { Namespace = "default", TaskToken = task.TaskToken, Identity = Gone };
        request.Commands.Add(command);
        return service.RespondWorkflowTaskCompletedAsync(request);
    }

    private Task<EmbeddedServer> StartAsync(params string[] ended)
    {
        var options = new EmbeddedServerOptions { DatabaseFile = Path.Combine(_folder.FullName, "t.db") };
        options.EndedWorkers.UnionWith(ended);
        return EmbeddedServer.StartAsync(options, TestContext.Current.CancellationToken);
    }
}

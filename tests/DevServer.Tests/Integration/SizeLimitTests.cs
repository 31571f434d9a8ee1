using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using static Temporalio.Exceptions.RpcException;
using Cmd = BackgroundAgent.DevServer.Tests.Conformance.Commands;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>A server that is told to take smaller payloads than by default.</summary>
public sealed class SizeLimitTests : IAsyncLifetime
{
    private const int Limit = 10 * 1024;

    private EmbeddedServer? _server;
    private TemporalClient? _client;

    private WorkflowService Service => _client!.WorkflowService;

    public async ValueTask InitializeAsync()
    {
        var options = new EmbeddedServerOptions { DynamicConfig = { ["limit.blobSize.error"] = $"{Limit}", ["limit.memoSize.error"] = $"{Limit / 2}" } };
        _server = await EmbeddedServer.StartAsync(options, TestContext.Current.CancellationToken);
        _client = await TemporalClient.ConnectAsync(new(_server.Address));
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task DescribeNamespace_LimitsAreSet_TellsThem()
    {
        var limits = (await Service.DescribeNamespaceAsync(new() { Namespace = "default" })).NamespaceInfo.Limits;

        Assert.Equal((Limit, Limit / 2), (limits.BlobSizeLimitError, limits.MemoSizeLimitError));
    }

    [Fact]
    public async Task Start_InputOverTheLimit_IsRefused()
    {
        await StartAsync("fits", r => r.Input = Data(Limit - 100));

        var fault = await Assert.ThrowsAsync<RpcException>(() => StartAsync("large", r => r.Input = Data(Limit + 1)));

        Assert.Equal((StatusCode.InvalidArgument, "Blob data size exceeds limit."), (fault.Code, fault.Message));
        fault = await Assert.ThrowsAsync<RpcException>(() => StartAsync("memo", r => r.Memo = new() { Fields = { ["m"] = Data((Limit / 2) + 1).Payloads_[0] } }));
        Assert.Equal((StatusCode.InvalidArgument, "Memo size exceeds limit."), (fault.Code, fault.Message));
    }

    [Fact]
    public async Task Command_InputOverTheLimit_EndsTheRun()
    {
        await StartAsync("command", _ => { });
        var task = await Service.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "q" }, Identity = "me" });

        await Assert.ThrowsAsync<RpcException>(() => Service.RespondWorkflowTaskCompletedAsync(
            new() { Namespace = "default", TaskToken = task.TaskToken, Commands = { Cmd.Activity("a", "q", a => a.Input = Data(Limit + 1)) } }));

        var last = (await Service.GetWorkflowExecutionHistoryAsync(new() { Namespace = "default", Execution = new() { WorkflowId = "command" } })).History.Events[^1];
        Assert.Equal(EventType.WorkflowExecutionTerminated, last.EventType);
        Assert.Equal(
            "BadScheduleActivityAttributes: ScheduleActivityTaskCommandAttributes.Input exceeds size limit.",
            last.WorkflowExecutionTerminatedEventAttributes.Reason);
    }

    private static Payloads Data(int bytes) => new() { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[bytes]) } } };

    private async Task StartAsync(string id, Action<StartWorkflowExecutionRequest> change)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = id,
            WorkflowType = new() { Name = "T" },
            TaskQueue = new() { Name = "q" },
            RequestId = Guid.NewGuid().ToString(),
        };
        change(request);
        await Service.StartWorkflowExecutionAsync(request);
    }
}

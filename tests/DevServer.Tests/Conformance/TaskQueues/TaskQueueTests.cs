#pragma warning disable CS0612 // older fields are still served
using Temporalio.Api.TaskQueue.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.TaskQueues;

/// <summary>Describe, backlog, priorities, rate limits, user data.</summary>
public sealed class TaskQueueTests(ConformanceServer server) : ConformanceTest(server)
{
    private Task<DescribeTaskQueueResponse> DescribeQueueAsync(Action<DescribeTaskQueueRequest>? change = null)
    {
        var request = new DescribeTaskQueueRequest { Namespace = Namespace, TaskQueue = new() { Name = Queue }, TaskQueueType = TaskQueueType.Workflow };
        change?.Invoke(request);
        return Service.DescribeTaskQueueAsync(request, Rpc());
    }

    [Theory]
    [InlineData("workflow")]
    [InlineData("activity")]
    public async Task Poll_BadQueue_IsInvalidArgument(string kind) => await FailsAsync(Code.InvalidArgument, "taskQueue length exceeds limit", () => kind == "workflow"
        ? PollAsync(new string('q', 1001))
        : Service.PollActivityTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = new string('q', 1001) } }, Rpc()));

    [Theory]
    [InlineData("workflow")]
    [InlineData("activity")]
    public async Task Poll_UnknownNamespace_IsNotFound(string kind) => await FailsAsync(Code.NotFound, "Namespace nowhere is not found.", () => kind == "workflow"
        ? PollAsync(change: r => r.Namespace = "nowhere")
        : Service.PollActivityTaskQueueAsync(new() { Namespace = "nowhere", TaskQueue = new() { Name = Queue } }, Rpc()));

    [Fact]
    public async Task Poll_TwoPollers_EachTaskGoesToOne()
    {
        var polls = new[] { PollAsync(), PollAsync() };
        await StartAsync(r => r.WorkflowId += "-1");
        await StartAsync(r => r.WorkflowId += "-2");
        var ids = (await Task.WhenAll(polls)).Select(t => t.WorkflowExecution.WorkflowId).Order();
        Assert.Equal([WorkflowId + "-1", WorkflowId + "-2"], ids);
    }

    [Fact]
    public async Task Tasks_Five_ComeOnceEach()
    {
        for (var run = 0; run < 5; run++)
        {
            await StartAsync(r => r.WorkflowId = $"{WorkflowId}-{run}");
        }

        var seen = new List<string>();
        for (var run = 0; run < 5; run++)
        {
            seen.Add((await NextTaskAsync()).WorkflowExecution.WorkflowId);
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(run => $"{WorkflowId}-{run}"), seen.Order());
    }

    [Fact]
    public async Task Worker_Heartbeat_IsListed()
    {
        var key = Unique("worker");
        await Service.RecordWorkerHeartbeatAsync(
            new()
            {
                Namespace = Namespace,
                Identity = Me,
                WorkerHeartbeat = { new Temporalio.Api.Worker.V1.WorkerHeartbeat { WorkerInstanceKey = key, WorkerIdentity = Me, TaskQueue = Queue, SdkName = "sdk", Status = WorkerStatus.Running } },
            },
            Rpc());
        var found = await EventuallyAsync(
            () => Service.ListWorkersAsync(new() { Namespace = Namespace, Query = $"TaskQueue = '{Queue}'" }, Rpc()),
            a => a.WorkersInfo.Count == 1);
        Assert.Equal(key, found.WorkersInfo[0].WorkerHeartbeat.WorkerInstanceKey);
        var one = await Service.DescribeWorkerAsync(new() { Namespace = Namespace, WorkerInstanceKey = key }, Rpc());
        Assert.Equal("sdk", one.WorkerInfo.WorkerHeartbeat.SdkName);
    }

    [Fact]
    public async Task Worker_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound,
        "",
        () => Service.DescribeWorkerAsync(new() { Namespace = Namespace, WorkerInstanceKey = Unique("nobody") }, Rpc()));
}

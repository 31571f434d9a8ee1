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

    [Fact]
    public async Task Describe_WhilePolling_ShowsPoller()
    {
        var poll = PollAsync(seconds: 6);
        var answer = await EventuallyAsync(() => DescribeQueueAsync(), a => a.Pollers.Count == 1);
        Assert.Equal(Me, answer.Pollers[0].Identity);
        Assert.NotNull(answer.Pollers[0].LastAccessTime);
        await StartAsync();
        await poll;
    }

    [Fact]
    public async Task Describe_Unpolled_HasNoPoller() => Assert.Empty((await DescribeQueueAsync()).Pollers);

    [Fact]
    public async Task Describe_ActivityQueue_ShowsItsPollersOnly()
    {
        var poll = Service.PollActivityTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, Identity = "act" }, Rpc(5));
        await EventuallyAsync(() => DescribeQueueAsync(r => r.TaskQueueType = TaskQueueType.Activity), a => a.Pollers.Any(p => p.Identity == "act"));
        Assert.Empty((await DescribeQueueAsync()).Pollers);
        await poll;
    }

    [Fact]
    public async Task Describe_ReportStats_CountsBacklog()
    {
        for (var run = 0; run < 3; run++)
        {
            await StartAsync(r => r.WorkflowId = $"{WorkflowId}-{run}");
        }

        var answer = await EventuallyAsync(() => DescribeQueueAsync(r => r.ReportStats = true), a => a.Stats?.ApproximateBacklogCount == 3);
        Assert.NotNull(answer.Stats.ApproximateBacklogAge);
        for (var run = 0; run < 3; run++)
        {
            await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        }

        await EventuallyAsync(() => DescribeQueueAsync(r => r.ReportStats = true), a => a.Stats?.ApproximateBacklogCount == 0);
    }

    private static readonly Dictionary<string, (Action<DescribeTaskQueueRequest> Change, string Message)> Refused = new()
    {
        ["no queue"] = (r => r.TaskQueue = null, "taskQueue is not set"),
        ["empty name"] = (r => r.TaskQueue.Name = "", "missing task queue name"),
        ["long name"] = (r => r.TaskQueue.Name = new string('q', 1001), "taskQueue length exceeds limit"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Describe_BadRequest_IsInvalidArgument(string name) =>
        FailsAsync(Code.InvalidArgument, Refused[name].Message, () => DescribeQueueAsync(Refused[name].Change));

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
    public async Task Poll_Canceled_GivesItsTaskToTheNext()
    {
        using var stop = new CancellationTokenSource();
        var options = Rpc();
        options.CancellationToken = stop.Token;
        var gone = Service.PollWorkflowTaskQueueAsync(
            new() { Namespace = Namespace, TaskQueue = new() { Name = Queue, Kind = TaskQueueKind.Normal }, Identity = "gone" }, options);
        await EventuallyAsync(() => DescribeQueueAsync(), a => a.Pollers.Count == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => gone);
        await StartAsync();
        await NextTaskAsync();
    }

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
    public async Task UpdateConfig_RateLimit_IsDescribed()
    {
        var answer = await Service.UpdateTaskQueueConfigAsync(
            new()
            {
                Namespace = Namespace,
                Identity = Me,
                TaskQueue = Queue,
                TaskQueueType = TaskQueueType.Activity,
                UpdateQueueRateLimit = new() { RateLimit = new() { RequestsPerSecond = 5 }, Reason = "slow down" },
            },
            Rpc());
        Subset.Matches("""{"config":{"queueRateLimit":{"rateLimit":{"requestsPerSecond":5},"metadata":{"reason":"slow down","updateIdentity":"conformance"}}}}""", answer);
        var described = await EventuallyAsync(
            () => DescribeQueueAsync(r => (r.TaskQueueType, r.ReportConfig) = (TaskQueueType.Activity, true)),
            a => a.Config?.QueueRateLimit?.RateLimit is not null);
        Assert.Equal(5, described.Config.QueueRateLimit.RateLimit.RequestsPerSecond);
    }

    [Fact]
    public async Task UpdateConfig_OfWorkflowQueueRate_IsInvalidArgument() => await FailsAsync(Code.InvalidArgument, "Setting rate limit on workflow task queues is not allowed.", () => Service.UpdateTaskQueueConfigAsync(
        new()
        {
            Namespace = Namespace,
            Identity = Me,
            TaskQueue = Queue,
            TaskQueueType = TaskQueueType.Workflow,
            UpdateQueueRateLimit = new() { RateLimit = new() { RequestsPerSecond = 5 } },
        },
        Rpc()));

    [Fact]
    public async Task ListPartitions_NamesThem()
    {
        var answer = await Service.ListTaskQueuePartitionsAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue } }, Rpc());
        Assert.Equal(Queue, answer.WorkflowTaskQueuePartitions[0].Key);
        Assert.NotEmpty(answer.ActivityTaskQueuePartitions);
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

    [Theory]
    [InlineData("TaskQueue =")]
    [InlineData("()")]
    public Task Workers_BadSyntax_IsInvalidArgument(string query) => FailsAsync(
        Code.InvalidArgument,
        "malformed query: syntax error at position",
        () => Service.ListWorkersAsync(new() { Namespace = Namespace, Query = query }, Rpc()));

    [Theory]
    [InlineData("Nothing = 'x'")]
    [InlineData("Nothing = 'x' OR SdkName = 'sdk'")]
    [InlineData("NOT SdkName = 'other'")]
    [InlineData("SdkName > 'a'")]
    [InlineData("SdkName = ''")]
    public async Task Workers_ConditionThatCannotBeAsked_FindsNone(string query)
    {
        await Service.RecordWorkerHeartbeatAsync(
            new()
            {
                Namespace = Namespace,
                Identity = Me,
                WorkerHeartbeat = { new Temporalio.Api.Worker.V1.WorkerHeartbeat { WorkerInstanceKey = Unique("worker"), TaskQueue = Queue, SdkName = "sdk" } },
            },
            Rpc());
        await EventuallyAsync(
            () => Service.ListWorkersAsync(new() { Namespace = Namespace, Query = $"TaskQueue = '{Queue}'" }, Rpc()),
            a => a.WorkersInfo.Count == 1);
        Assert.Empty((await Service.ListWorkersAsync(new() { Namespace = Namespace, Query = query }, Rpc())).WorkersInfo);
    }

    [Fact]
    public async Task Describe_TaskQueueStatus_SaysTheEffectiveRate()
    {
        var answer = await DescribeQueueAsync(r => r.IncludeTaskQueueStatus = true);
        Assert.NotEqual(0, answer.TaskQueueStatus.RatePerSecond);
        Assert.Equal(answer.EffectiveRateLimit.RequestsPerSecond, (float)answer.TaskQueueStatus.RatePerSecond);
    }

    [Fact]
    public async Task Worker_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound,
        "",
        () => Service.DescribeWorkerAsync(new() { Namespace = Namespace, WorkerInstanceKey = Unique("nobody") }, Rpc()));
}

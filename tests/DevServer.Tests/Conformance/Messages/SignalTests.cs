namespace BackgroundAgent.DevServer.Tests.Conformance.Messages;

public sealed class SignalTests(ConformanceServer server) : ConformanceTest(server)
{
    private SignalWithStartWorkflowExecutionRequest WithStart(Action<SignalWithStartWorkflowExecutionRequest>? change = null)
    {
        var request = new SignalWithStartWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowId = WorkflowId,
            WorkflowType = new() { Name = "T" },
            TaskQueue = new() { Name = Queue },
            SignalName = "S",
            SignalInput = Data.List("sig"),
            Input = Data.List("in"),
            Identity = Me,
            RequestId = Guid.NewGuid().ToString(),
        };
        change?.Invoke(request);
        return request;
    }

    private static readonly Dictionary<string, (Action<SignalWithStartWorkflowExecutionRequest> Change, string Message)> Refused = new()
    {
        ["no signal name"] = (r => r.SignalName = "", "SignalName is not set on request."),
        ["long signal name"] = (r => r.SignalName = new string('s', 1001), "SignalName length exceeds limit."),
        ["no workflow id"] = (r => r.WorkflowId = "", "WorkflowId is not set on request."),
        ["no type"] = (r => r.WorkflowType = null, "WorkflowType is not set on request."),
        ["no queue"] = (r => r.TaskQueue = null, "taskQueue is not set"),
        ["bad cron"] = (r => r.CronSchedule = "x", "invalid CronSchedule."),
        ["negative delay"] = (r => r.WorkflowStartDelay = Data.Seconds(-1), "invalid WorkflowStartDelaySeconds"),
        ["conflict policy fail"] = (r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail, "WORKFLOW_ID_CONFLICT_POLICY_FAIL"),
        ["bad retry policy"] = (r => r.RetryPolicy = new() { BackoffCoefficient = 0.3 }, "BackoffCoefficient"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task SignalWithStart_BadRequest_IsInvalidArgument(string name) => FailsAsync(
        Code.InvalidArgument,
        Refused[name].Message,
        () => Service.SignalWithStartWorkflowExecutionAsync(WithStart(Refused[name].Change), Rpc()));

    [Fact]
    public async Task Signal_WritesEverything()
    {
        var run = await StartAsync();
        await SignalAsync("S", r =>
        {
            r.Input = Data.List("a", 1);
            r.Header = new() { Fields = { ["h"] = Data.Json("v") } };
        });
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowExecutionSignaled {"signalName":"S","input":{"payloads":["a",1]},"identity":"conformance","header":{"fields":{"h":"v"}}}
            """);
    }

    [Fact]
    public async Task Signal_BetweenTasks_SchedulesTask()
    {
        var run = await StartAndCompleteAsync();
        await SignalAsync();
        await SignalAsync("S2");
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionSignaled {"signalName":"S"}
            WorkflowTaskScheduled
            WorkflowExecutionSignaled {"signalName":"S2"}
            """);
    }

    [Fact]
    public async Task Signal_SameRequestId_IsOneEvent()
    {
        var run = await StartAsync();
        await SignalAsync("S", r => r.RequestId = "once");
        await SignalAsync("S", r => r.RequestId = "once");
        await SignalAsync("S", r => r.RequestId = "twice");
        Assert.Equal(2, (await HistoryAsync(run)).Count(e => e.EventType == EventType.WorkflowExecutionSignaled));
    }

    [Fact]
    public async Task Signal_WithoutRequestId_IsNeverDropped()
    {
        var run = await StartAsync();
        await SignalAsync();
        await SignalAsync();
        Assert.Equal(2, (await HistoryAsync(run)).Count(e => e.EventType == EventType.WorkflowExecutionSignaled));
    }

    [Fact]
    public async Task Signal_SameRequestIdToNextRun_IsDelivered()
    {
        await StartAsync();
        await SignalAsync("S", r => r.RequestId = "once");
        await CompleteAsync(await NextTaskAsync(), Commands.ContinueAsNew(Queue));
        await SignalAsync("S", r => r.RequestId = "once");
        var events = await HistoryAsync(new() { WorkflowId = WorkflowId });
        Assert.Single(events, e => e.EventType == EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public async Task Signal_WithoutName_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "SignalName is not set on request.", () => SignalAsync(""));

    [Fact]
    public async Task Signal_LongName_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "SignalName length exceeds limit.", () => SignalAsync(new string('s', 1001)));

    [Fact]
    public async Task Signal_LongRequestId_IsInvalidArgument() =>
        await FailsAsync(Code.InvalidArgument, "RequestId length exceeds limit.", () => SignalAsync("S", r => r.RequestId = new string('s', 1001)));

    [Fact]
    public async Task Signal_HugeInput_IsInvalidArgument()
    {
        await StartAsync();
        await FailsAsync(Code.InvalidArgument, "Blob data size exceeds limit.", () => SignalAsync("S", r => r.Input = Data.List(new string('x', (2 * 1024 * 1024) + 1))));
    }

    [Fact]
    public async Task Signal_OldRunId_IsNotFound()
    {
        var first = await StartAndCompleteAsync(Commands.ContinueAsNew(Queue));
        await FailsAsync(Code.NotFound, "workflow execution already completed", () => SignalAsync("S", r => r.WorkflowExecution = first));
    }

    [Fact]
    public async Task SignalWithStart_NotRunning_StartsWithSignal()
    {
        var answer = await Service.SignalWithStartWorkflowExecutionAsync(WithStart(), Rpc());
        Assert.True(answer.Started);
        await HistoryIsAsync(new() { WorkflowId = WorkflowId, RunId = answer.RunId }, """
            WorkflowExecutionStarted {"input":{"payloads":["in"]}}
            WorkflowExecutionSignaled {"signalName":"S","input":{"payloads":["sig"]},"identity":"conformance"}
            WorkflowTaskScheduled
            """);
    }

    [Fact]
    public async Task SignalWithStart_Running_OnlySignals()
    {
        var run = await StartAsync();
        var answer = await Service.SignalWithStartWorkflowExecutionAsync(WithStart(), Rpc());
        Assert.Equal((run.RunId, false), (answer.RunId, answer.Started));
        await HistoryIsAsync(run, "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowExecutionSignaled");
    }

    [Fact]
    public async Task SignalWithStart_AfterCompletion_StartsAgain()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        var answer = await Service.SignalWithStartWorkflowExecutionAsync(WithStart(), Rpc());
        Assert.NotEqual(run.RunId, answer.RunId);
    }

    [Fact]
    public async Task SignalWithStart_AfterCompletionRejected_IsAlreadyExists()
    {
        await StartAndCompleteAsync(Commands.Complete());
        await FailsAsync(Code.AlreadyExists, "Workflow execution already finished", () => Service.SignalWithStartWorkflowExecutionAsync(
            WithStart(r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate), Rpc()));
    }

    [Fact]
    public async Task SignalWithStart_TerminateExisting_Replaces()
    {
        var run = await StartAsync();
        var answer = await Service.SignalWithStartWorkflowExecutionAsync(
            WithStart(r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting), Rpc());
        Assert.NotEqual(run.RunId, answer.RunId);
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await DescribeAsync(run)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task SignalWithStart_SameRequestId_IsOneSignal()
    {
        var request = WithStart();
        var first = await Service.SignalWithStartWorkflowExecutionAsync(request, Rpc());
        var second = await Service.SignalWithStartWorkflowExecutionAsync(request, Rpc());
        Assert.Equal(first.RunId, second.RunId);
        Assert.Single(await HistoryAsync(new() { WorkflowId = WorkflowId }), e => e.EventType == EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public async Task SignalWithStart_Delayed_SignalIsThere()
    {
        var answer = await Service.SignalWithStartWorkflowExecutionAsync(WithStart(r => r.WorkflowStartDelay = Data.Seconds(60)), Rpc());
        await HistoryIsAsync(new() { WorkflowId = WorkflowId, RunId = answer.RunId }, "WorkflowExecutionStarted\nWorkflowExecutionSignaled");
    }
}

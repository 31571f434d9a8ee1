using Temporalio.Api.Command.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>Child workflows: the parent's events, and what becomes of the child when the parent ends.</summary>
public sealed class ChildTests(ConformanceServer server) : ConformanceTest(server)
{
    private const string Parent = """
        WorkflowExecutionStarted
        WorkflowTaskScheduled
        WorkflowTaskStarted
        WorkflowTaskCompleted
        StartChildWorkflowExecutionInitiated {"workflowTaskCompletedEventId":4,"workflowType":{"name":"Child"},"parentClosePolicy":"PARENT_CLOSE_POLICY_TERMINATE","workflowIdReusePolicy":"WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE"}
        ChildWorkflowExecutionStarted {"initiatedEventId":5,"workflowType":{"name":"Child"}}
        WorkflowTaskScheduled
        WorkflowTaskStarted
        WorkflowTaskCompleted

        """;

    private string ChildQueue => Queue + "-child";

    private string ChildId => WorkflowId + "-child";

    private Execution Child => new() { WorkflowId = ChildId };

    [Fact]
    public async Task Child_Completes_ParentHearsOfIt()
    {
        var run = await WithChildAsync();
        await CompleteAsync(await NextTaskAsync(ChildQueue), Commands.Complete("from child"));
        await NextTaskAsync();
        await HistoryIsAsync(run, Parent + """
            ChildWorkflowExecutionCompleted {"initiatedEventId":5,"startedEventId":6,"result":{"payloads":["from child"]}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Child_Started_KnowsItsParent()
    {
        var run = await WithChildAsync(a => (a.Input, a.Control) = (Data.List("in"), "c"));
        var task = await NextTaskAsync(ChildQueue);
        var started = task.History.Events[0].WorkflowExecutionStartedEventAttributes;
        Subset.Matches(
            $$$$"""{"parentWorkflowNamespace":"{{{{Namespace}}}}","parentWorkflowExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"},"parentInitiatedEventId":5,"rootWorkflowExecution":{"workflowId":"{{{{WorkflowId}}}}"},"input":{"payloads":["in"]}}""",
            started);
    }

    [Fact]
    public async Task Child_Fails_ParentHearsOfIt()
    {
        var run = await WithChildAsync();
        await CompleteAsync(await NextTaskAsync(ChildQueue), Commands.Fail("child broke"));
        await NextTaskAsync();
        await HistoryIsAsync(run, Parent + """
            ChildWorkflowExecutionFailed {"initiatedEventId":5,"startedEventId":6,"failure":{"message":"child broke"},"retryState":"RETRY_STATE_RETRY_POLICY_NOT_SET"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Child_Terminated_ParentHearsOfIt()
    {
        var run = await WithChildAsync();
        await TerminateAsync(Child);
        await NextTaskAsync();
        await HistoryIsAsync(run, Parent + """
            ChildWorkflowExecutionTerminated {"initiatedEventId":5,"startedEventId":6}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Child_TimesOut_ParentHearsOfIt()
    {
        var run = await WithChildAsync(a => a.WorkflowRunTimeout = Data.Seconds(1));
        await NextTaskAsync();
        await HistoryIsAsync(run, Parent + """
            ChildWorkflowExecutionTimedOut {"initiatedEventId":5,"startedEventId":6,"retryState":"RETRY_STATE_RETRY_POLICY_NOT_SET"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Child_CancelRequestedByParent_IsCanceled()
    {
        var run = await WithChildAsync();
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.CancelExternal(ChildId, childOnly: true));
        await EventuallyAsync(() => HistoryAsync(Child), events => events.Any(e => e.EventType == EventType.WorkflowExecutionCancelRequested));
        var task = await NextTaskAsync(ChildQueue);
        await CompleteAsync(task, Commands.Cancel());
        await EventuallyAsync(() => HistoryAsync(run), events => events.Any(e => e.EventType == EventType.ChildWorkflowExecutionCanceled));
        Assert.Contains(await HistoryAsync(run), e => e.EventType == EventType.ExternalWorkflowExecutionCancelRequested);
    }

    [Fact]
    public async Task Child_SignaledByParent_GetsIt()
    {
        var run = await WithChildAsync();
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.Signal(ChildId, "hello", childOnly: true));
        await NextTaskAsync();
        var events = await HistoryAsync(run);
        Assert.Contains(events, e => e.EventType == EventType.ExternalWorkflowExecutionSignaled);
        Assert.Contains(await HistoryAsync(Child), e => e.WorkflowExecutionSignaledEventAttributes?.SignalName == "hello");
    }

    [Fact]
    public async Task Child_IdTaken_StartFails()
    {
        await StartAsync(r => (r.WorkflowId, r.TaskQueue.Name) = (ChildId, ChildQueue));
        var run = await StartAndCompleteAsync(Commands.Child(ChildId, ChildQueue));
        await NextTaskAsync();
        await HistoryIsAsync(run, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            StartChildWorkflowExecutionInitiated
            StartChildWorkflowExecutionFailed {"initiatedEventId":5,"cause":"START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Theory]
    [InlineData(ParentClosePolicy.Terminate, "complete", WorkflowExecutionStatus.Terminated)]
    [InlineData(ParentClosePolicy.Abandon, "complete", WorkflowExecutionStatus.Running)]
    [InlineData(ParentClosePolicy.RequestCancel, "complete", WorkflowExecutionStatus.Running)]
    [InlineData(ParentClosePolicy.Terminate, "fail", WorkflowExecutionStatus.Terminated)]
    [InlineData(ParentClosePolicy.Abandon, "fail", WorkflowExecutionStatus.Running)]
    [InlineData(ParentClosePolicy.RequestCancel, "fail", WorkflowExecutionStatus.Running)]
    [InlineData(ParentClosePolicy.Terminate, "terminate", WorkflowExecutionStatus.Terminated)]
    [InlineData(ParentClosePolicy.Abandon, "terminate", WorkflowExecutionStatus.Running)]
    [InlineData(ParentClosePolicy.RequestCancel, "terminate", WorkflowExecutionStatus.Running)]
    [InlineData(ParentClosePolicy.Terminate, "continue", WorkflowExecutionStatus.Terminated)]
    public async Task ParentClose_WithPolicy_DecidesOnChild(ParentClosePolicy policy, string end, WorkflowExecutionStatus expected)
    {
        var run = await WithChildAsync(a => a.ParentClosePolicy = policy);
        if (end == "terminate")
        {
            await TerminateAsync(run);
        }
        else
        {
            await SignalAsync();
            await CompleteAsync(await NextTaskAsync(), end switch
            {
                "complete" => Commands.Complete(),
                "fail" => Commands.Fail(),
                _ => Commands.ContinueAsNew(Queue),
            });
        }

        await EventuallyAsync(
            async () => (await DescribeAsync(Child)).WorkflowExecutionInfo.Status,
            status => status == expected);
        if (policy == ParentClosePolicy.RequestCancel)
        {
            await EventuallyAsync(() => HistoryAsync(Child), events => events.Any(e => e.EventType == EventType.WorkflowExecutionCancelRequested));
        }
        else if (expected == WorkflowExecutionStatus.Terminated)
        {
            Subset.Matches("""{"reason":"by parent close policy","identity":"history-service"}""", (await HistoryAsync(Child))[^1].WorkflowExecutionTerminatedEventAttributes);
        }
    }

    [Fact]
    public async Task Child_ContinuesAsNew_ParentHearsOfLastRun()
    {
        var run = await WithChildAsync();
        await CompleteAsync(await NextTaskAsync(ChildQueue), Commands.ContinueAsNew(ChildQueue));
        await CompleteAsync(await NextTaskAsync(ChildQueue), Commands.Complete("second"));
        await NextTaskAsync();
        var done = (await HistoryAsync(run)).Single(e => e.EventType == EventType.ChildWorkflowExecutionCompleted);
        Subset.Matches("""{"result":{"payloads":["second"]},"initiatedEventId":5,"startedEventId":6}""", done.ChildWorkflowExecutionCompletedEventAttributes);
    }

    [Fact]
    public async Task Describe_WithChild_ShowsItPending()
    {
        var run = await WithChildAsync();
        Subset.Matches(
            $$$$"""{"pendingChildren":[{"workflowId":"{{{{ChildId}}}}","workflowTypeName":"Child","initiatedId":5,"parentClosePolicy":"PARENT_CLOSE_POLICY_TERMINATE"}]}""",
            await DescribeAsync(run));
    }

    [Fact]
    public async Task Command_ChildWithoutId_FailsTheTask()
    {
        await StartAsync();
        await FailsAsync(
            Code.InvalidArgument,
            "BadStartChildExecutionAttributes: Required field WorkflowId is not set on StartChildWorkflowExecutionCommand",
            async () => await CompleteAsync(await NextTaskAsync(), Commands.Child("", ChildQueue)));
    }

    private async Task<Execution> WithChildAsync(Action<StartChildWorkflowExecutionCommandAttributes>? change = null)
    {
        var run = await StartAndCompleteAsync(Commands.Child(ChildId, ChildQueue, change));
        await CompleteAsync(await NextTaskAsync());
        return run;
    }
}

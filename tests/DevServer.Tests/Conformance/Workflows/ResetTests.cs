#pragma warning disable CS0612 // deprecated parts of the API are still served

namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

public sealed class ResetTests(ConformanceServer server) : ConformanceTest(server)
{
    private static readonly Dictionary<string, (Action<ResetWorkflowExecutionRequest> Change, string Message)> Refused = new()
    {
        ["no event"] = (r => r.WorkflowTaskFinishEventId = 0, "Workflow task finish ID must be > 1 && <= workflow last event ID."),
        ["event past the end"] = (r => r.WorkflowTaskFinishEventId = 99, "Workflow task finish ID must be > 1 && <= workflow last event ID."),
        ["no request id"] = (r => r.RequestId = "", "RequestId is not set on request."),
        ["no workflow id"] = (r => r.WorkflowExecution.WorkflowId = "", "WorkflowId is not set on request."),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Reset_BadRequest_IsInvalidArgument(string name)
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        await FailsAsync(Code.InvalidArgument, Refused[name].Message, () => ResetAsync(run, Refused[name].Change));
    }

    [Fact]
    public async Task Reset_Closed_MakesNewRun()
    {
        var run = await StartAndCompleteAsync(Commands.Fail());
        var reset = await ResetAsync(run);
        Assert.NotEqual(run.RunId, reset.RunId);
        await HistoryIsAsync(reset, $$$$"""
            WorkflowExecutionStarted {"firstExecutionRunId":"{{{{run.RunId}}}}","originalExecutionRunId":"{{{{run.RunId}}}}"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskFailed {"cause":"WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW","baseRunId":"{{{{run.RunId}}}}","newRunId":"{{{{reset.RunId}}}}","failure":{"message":"why not","resetWorkflowFailureInfo":{}}}
            WorkflowTaskScheduled {"attempt":1}
            """);
        Assert.Equal(WorkflowExecutionStatus.Failed, (await DescribeAsync(run)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Reset_Running_TerminatesTheOldRun()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await ResetAsync(run);
        var last = (await HistoryAsync(run))[^1];
        Assert.Equal(EventType.WorkflowExecutionTerminated, last.EventType);
        Assert.Contains("why not", last.WorkflowExecutionTerminatedEventAttributes.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_FailedTask_IsTheServers()
    {
        var run = await StartAndCompleteAsync(Commands.Fail());
        var failed = (await HistoryAsync(await ResetAsync(run)))[3].WorkflowTaskFailedEventAttributes;
        Assert.Equal(("history-service", ""), (failed.Identity, failed.Failure.Source));
    }

    [Theory]
    [InlineData(ResetReapplyType.Signal, true)]
    [InlineData(ResetReapplyType.AllEligible, true)]
    [InlineData(ResetReapplyType.None, false)]
    public async Task Reset_LaterSignals_AreReappliedAsAsked(ResetReapplyType type, bool kept)
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await SignalAsync("later");
        var reset = await ResetAsync(run, r => r.ResetReapplyType = type);
        Assert.Equal(kept, (await HistoryAsync(reset)).Any(e => e.WorkflowExecutionSignaledEventAttributes?.SignalName == "later"));
    }

    [Fact]
    public async Task Reset_ExcludingSignals_DropsThem()
    {
        var run = await StartAndCompleteAsync(Commands.Timer("t", 60));
        await SignalAsync("later");
        var reset = await ResetAsync(run, r => r.ResetReapplyExcludeTypes.Add(ResetReapplyExcludeType.Signal));
        Assert.DoesNotContain(await HistoryAsync(reset), e => e.EventType == EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public async Task Reset_NewRun_CanComplete()
    {
        var run = await StartAndCompleteAsync(Commands.Complete("first"));
        var reset = await ResetAsync(run);
        var task = await NextTaskAsync();
        Assert.Equal(reset.RunId, task.WorkflowExecution.RunId);
        await CompleteAsync(task, Commands.Complete("second"));
        Subset.Matches("""{"result":{"payloads":["second"]}}""", (await HistoryAsync(reset))[^1].WorkflowExecutionCompletedEventAttributes);
    }

    [Fact]
    public async Task Reset_LaterTask_KeepsEventsBefore()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await CompleteActivityAsync(await NextActivityAsync(), "done");
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        var reset = await ResetAsync(run, r => r.WorkflowTaskFinishEventId = 10);
        var types = (await HistoryAsync(reset)).Select(e => e.EventType).ToList();
        Assert.Contains(EventType.ActivityTaskCompleted, types);
        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowTaskScheduled], types[^2..]);
    }

    [Fact]
    public async Task Reset_OpenActivity_IsScheduledAgain()
    {
        var run = await StartAndCompleteAsync(Commands.Activity("a", Queue));
        await SignalAsync();
        await CompleteAsync(await NextTaskAsync());
        var reset = await ResetAsync(run, r => r.WorkflowTaskFinishEventId = 9);
        var pending = (await DescribeAsync(reset)).PendingActivities;
        Assert.Equal("a", Assert.Single(pending).ActivityId);
    }

    [Fact]
    public async Task Describe_OldRun_NamesTheResetRun()
    {
        var run = await StartAndCompleteAsync(Commands.Complete());
        var reset = await ResetAsync(run);
        Assert.Equal(reset.RunId, (await DescribeAsync(run)).WorkflowExtendedInfo.ResetRunId);
    }

    private async Task<Execution> ResetAsync(Execution run, Action<ResetWorkflowExecutionRequest>? change = null)
    {
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = run.Clone(),
            Reason = "why not",
            WorkflowTaskFinishEventId = 4,
            RequestId = Guid.NewGuid().ToString(),
            Identity = Me,
        };
        change?.Invoke(request);
        return new() { WorkflowId = run.WorkflowId, RunId = (await Service.ResetWorkflowExecutionAsync(request, Rpc())).RunId };
    }
}

using Temporalio.Api.Common.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Operations that are workflows: the end of the handler's workflow ends the operation.</summary>
public sealed class CallbackTests(ConformanceServer server) : NexusTest(server)
{
    private string HandlerId => WorkflowId + "-handler";

    [Fact]
    public async Task Completed_Workflow_CompletesTheOperation()
    {
        var run = await CallAsync();
        var handler = await StartHandlerAsync(await NextNexusAsync());
        await CompleteAsync(await NextTaskAsync());

        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete("out"));

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationStarted {"operationToken":"token"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            NexusOperationCompleted {"scheduledEventId":5,"result":"out"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
        var info = Assert.Single((await EventuallyAsync(() => DescribeAsync(handler), d => d.Callbacks.All(c => c.State == CallbackState.Succeeded))).Callbacks);
        Assert.Equal(("temporal://system", 1), (info.Callback.Nexus.Url, info.Attempt));
        Assert.NotNull(info.Trigger.WorkflowClosed);
        Assert.NotNull(info.RegistrationTime);
        Assert.NotNull(info.LastAttemptCompleteTime);
    }

    [Theory]
    [InlineData("failed", "NexusOperationFailed", """{"message":"broken","applicationFailureInfo":{"nonRetryable":true}}""")]
    [InlineData("canceled", "NexusOperationCanceled", """{"message":"operation canceled","canceledFailureInfo":{}}""")]
    [InlineData("terminated", "NexusOperationFailed", """{"message":"operation terminated","terminatedFailureInfo":{}}""")]
    [InlineData("timed out", "NexusOperationFailed", """{"message":"operation exceeded internal timeout","timeoutFailureInfo":{}}""")]
    public async Task Unsuccessful_Workflow_EndsTheOperation(string how, string type, string cause)
    {
        var run = await CallAsync();
        var handler = await StartHandlerAsync(await NextNexusAsync(), r => r.WorkflowRunTimeout = Data.Seconds(how == "timed out" ? 5 : 60));
        await CompleteAsync(await NextTaskAsync());
        switch (how)
        {
            case "failed":
                await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Fail("broken", nonRetryable: true));
                break;
            case "canceled":
                await CancelAsync(handler);
                await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Cancel());
                break;
            case "terminated":
                await TerminateAsync(handler);
                break;
            default:
                break;
        }

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            {{{{{{type}}}}}} {"scheduledEventId":5,"failure":{"message":"nexus operation completed unsuccessfully","nexusOperationExecutionFailureInfo":{"operationToken":"token"},"cause":{{{{{{cause}}}}}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Completed_BeforeTheAnswer_StartsTheOperationFirst()
    {
        var run = await CallAsync();
        var task = await NextNexusAsync();
        var handler = await StartWithCallbackAsync(task);
        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete("out"));

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationStarted {"operationToken":"token"}
            NexusOperationCompleted {"result":"out"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
        var link = Assert.Single((await HistoryAsync(run))[5].Links).WorkflowEvent;
        Assert.Equal((handler.WorkflowId, handler.RunId, 1L, EventType.WorkflowExecutionStarted), (link.WorkflowId, link.RunId, link.EventRef.EventId, link.EventRef.EventType));
    }

    [Fact]
    public async Task ContinuedAsNew_LastRunCompletesTheOperation()
    {
        var run = await CallAsync();
        var handler = await StartHandlerAsync(await NextNexusAsync());
        await CompleteAsync(await NextTaskAsync());
        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.ContinueAsNew(HandlerQueue));
        Assert.Equal(CallbackState.Standby, Assert.Single((await DescribeAsync(handler)).Callbacks).State);

        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete("later"));

        await NextTaskAsync();
        Assert.Equal("\"later\"", Text((await HistoryAsync(run))[9].NexusOperationCompletedEventAttributes.Result));
    }

    [Fact]
    public async Task Attached_ToARunningWorkflow_BothOperationsComplete()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAndCompleteAsync(Schedule(endpoint), Schedule(endpoint));
        var handler = await StartWithCallbackAsync(await NextNexusAsync());
        var second = await NextNexusAsync();
        var response = await StartWorkflowAsync(second, r =>
        {
            r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
            r.OnConflictOptions = new() { AttachRequestId = true, AttachCompletionCallbacks = true, AttachLinks = true };
            r.Links.Add(new Link { WorkflowEvent = new() { Namespace = Namespace, WorkflowId = "other", RunId = "r", EventRef = new() { EventId = 1, EventType = EventType.WorkflowExecutionStarted } } });
        });

        Assert.False(response.Started);
        Assert.Equal(handler.RunId, response.RunId);
        Assert.Equal(second.Request.StartOperation.RequestId, response.Link.WorkflowEvent.RequestIdRef.RequestId);
        var events = await HistoryAsync(handler);
        Assert.Equal(EventType.WorkflowExecutionOptionsUpdated, events[^1].EventType);
        Subset.Matches(
            $$$$"""{"attachedRequestId":"{{{{second.Request.StartOperation.RequestId}}}}","attachedCompletionCallbacks":[{"nexus":{"url":"temporal://system"}}]}""",
            events[^1].WorkflowExecutionOptionsUpdatedEventAttributes);
        Assert.Equal("other", Assert.Single(events[^1].Links).WorkflowEvent.WorkflowId);
        var described = await DescribeAsync(handler);
        Assert.Equal(2, described.Callbacks.Count);
        Assert.Equal(EventType.WorkflowExecutionOptionsUpdated, described.WorkflowExtendedInfo.RequestIdInfos[second.Request.StartOperation.RequestId].EventType);
        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete("out"));
        await EventuallyAsync(() => HistoryAsync(run), h => h.Count(e => e.EventType == EventType.NexusOperationCompleted) == 2);
    }

    [Fact]
    public async Task Caller_GoneBefore_FailsTheCallback()
    {
        var run = await CallAsync();
        var handler = await StartHandlerAsync(await NextNexusAsync());
        await TerminateAsync(run);

        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete());

        var info = Assert.Single((await EventuallyAsync(() => DescribeAsync(handler), d => d.Callbacks.All(c => c.State == CallbackState.Failed))).Callbacks);
        Assert.Contains("NOT_FOUND", info.LastAttemptFailure.Message, StringComparison.Ordinal);
        Assert.True(info.LastAttemptFailure.ApplicationFailureInfo.NonRetryable);
    }

    [Fact]
    public async Task Callback_WithNonsenseToken_Fails()
    {
        var callback = new Callback { Nexus = new() { Url = "temporal://system" } };
        callback.Nexus.Header["temporal-callback-token"] = "nonsense";
        var run = await StartAsync(r => r.CompletionCallbacks.Add(callback));
        Assert.Equal(CallbackState.Standby, Assert.Single((await DescribeAsync(run)).Callbacks).State);

        await TerminateAsync(run);

        await EventuallyAsync(() => DescribeAsync(run), d => d.Callbacks.All(c => c.State == CallbackState.Failed));
    }

    [Fact]
    public async Task Start_HeaderOfACallback_IsInLowerCase()
    {
        var callback = new Callback { Nexus = new() { Url = "temporal://system" } };
        callback.Nexus.Header["My-Header"] = "v";
        var run = await StartAsync(r => r.CompletionCallbacks.Add(callback));

        Assert.Equal("v", Assert.Single((await DescribeAsync(run)).Callbacks).Callback.Nexus.Header["my-header"]);
        Assert.Equal("v", (await HistoryAsync(run))[0].WorkflowExecutionStartedEventAttributes.CompletionCallbacks[0].Nexus.Header["my-header"]);
    }

    [Fact]
    public async Task Start_LinkOfACallback_IsNotRecordedTwice()
    {
        var link = new Link { WorkflowEvent = new() { Namespace = Namespace, WorkflowId = "w", RunId = "r", EventRef = new() { EventId = 5, EventType = EventType.NexusOperationScheduled } } };
        var other = link.Clone();
        other.WorkflowEvent.WorkflowId = "other";
        var run = await StartAsync(r =>
        {
            r.CompletionCallbacks.Add(new Callback { Nexus = new() { Url = "temporal://system" }, Links = { link } });
            r.Links.AddRange([link, other]);
        });

        Assert.Equal("other", Assert.Single((await HistoryAsync(run))[0].Links).WorkflowEvent.WorkflowId);
    }

    [Theory]
    [InlineData("ftp://somewhere", "invalid url: unknown scheme: ftp://somewhere")]
    [InlineData("http://nowhere.invalid/x", "invalid url: url does not match any configured callback address: http://nowhere.invalid/x")]
    [InlineData("http://", "invalid url")]
    public Task Start_BadUrl_IsRefused(string url, string message) =>
        FailsAsync(Code.InvalidArgument, message, () => StartAsync(r => r.CompletionCallbacks.Add(new Callback { Nexus = new() { Url = url } })));

    [Fact]
    public async Task Start_TooMuch_IsRefused()
    {
        var callback = new Callback { Nexus = new() { Url = "temporal://system" } };
        await FailsAsync(
            Code.InvalidArgument,
            "cannot attach more than 32 callbacks to a workflow",
            () => StartAsync(r => r.CompletionCallbacks.AddRange(Enumerable.Repeat(callback, 33))));
        await FailsAsync(
            Code.InvalidArgument,
            "invalid url: url length longer than max length allowed of 1000",
            () => StartAsync(r => r.CompletionCallbacks.Add(new Callback { Nexus = new() { Url = "http://" + new string('u', 1000) } })));
        callback.Nexus.Header["h"] = new string('v', 8192);
        await FailsAsync(
            Code.InvalidArgument,
            "invalid header: header size longer than max allowed size of 8192",
            () => StartAsync(r => r.CompletionCallbacks.Add(callback)));
    }

    [Fact]
    public async Task Reset_AfterTheEnd_IsAppliedAgain()
    {
        var run = await CallAsync();
        await StartHandlerAsync(await NextNexusAsync());
        await CompleteAsync(await NextTaskAsync());
        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete("out"));
        await EventuallyAsync(() => HistoryAsync(run), h => h.Any(e => e.EventType == EventType.NexusOperationCompleted));

        var reset = await Service.ResetWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowExecution = run, Reason = "again", WorkflowTaskFinishEventId = 9, RequestId = Guid.NewGuid().ToString() }, Rpc());

        await HistoryIsAsync(new() { WorkflowId = WorkflowId, RunId = reset.RunId }, First + """
            NexusOperationScheduled
            NexusOperationStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskFailed {"cause":"WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW"}
            NexusOperationCompleted {"scheduledEventId":5,"result":"out"}
            WorkflowTaskScheduled
            """);
    }

    [Fact]
    public async Task Reset_BeforeTheEnd_NewRunIsCompleted()
    {
        var run = await CallAsync();
        await StartHandlerAsync(await NextNexusAsync());
        await CompleteAsync(await NextTaskAsync());
        var reset = await Service.ResetWorkflowExecutionAsync(
            new() { Namespace = Namespace, WorkflowExecution = run, Reason = "again", WorkflowTaskFinishEventId = 9, RequestId = Guid.NewGuid().ToString() }, Rpc());

        await CompleteAsync(await NextTaskAsync(HandlerQueue), Commands.Complete("out"));

        await EventuallyAsync(
            () => HistoryAsync(new() { WorkflowId = WorkflowId, RunId = reset.RunId }), h => h.Any(e => e.EventType == EventType.NexusOperationCompleted));
    }

    /// <summary>The handler's part of a workflow-run operation: starts the workflow, answers with a token.</summary>
    private async Task<Execution> StartHandlerAsync(PollNexusTaskQueueResponse task, Action<StartWorkflowExecutionRequest>? change = null)
    {
        var execution = await StartWithCallbackAsync(task, change);
        await StartedAsync(task);
        return execution;
    }

    private async Task<Execution> StartWithCallbackAsync(PollNexusTaskQueueResponse task, Action<StartWorkflowExecutionRequest>? change = null) =>
        new() { WorkflowId = HandlerId, RunId = (await StartWorkflowAsync(task, change)).RunId };

    private Task<StartWorkflowExecutionResponse> StartWorkflowAsync(PollNexusTaskQueueResponse task, Action<StartWorkflowExecutionRequest>? change = null)
    {
        var start = task.Request.StartOperation;
        var callback = new Callback { Nexus = new() { Url = start.Callback } };
        callback.Nexus.Header.Add(start.CallbackHeader);
        callback.Nexus.Header["nexus-operation-token"] = "token";
        return Service.StartWorkflowExecutionAsync(
            StartRequest(r =>
            {
                (r.WorkflowId, r.TaskQueue.Name, r.RequestId) = (HandlerId, HandlerQueue, start.RequestId);
                r.CompletionCallbacks.Add(callback);
                change?.Invoke(r);
            }),
            Rpc());
    }
}

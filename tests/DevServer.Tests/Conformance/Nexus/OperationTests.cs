#pragma warning disable CS0612 // what older SDKs send is still served
using Temporalio.Api.Nexus.V1;
using Failure = Temporalio.Api.Failure.V1.Failure;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Operations: what the handler gets, and what its answers become in the caller's history.</summary>
public sealed class OperationTests(ConformanceServer server) : NexusTest(server)
{
    private const string Unsuccessful = """
        "failure":{"message":"nexus operation completed unsuccessfully","nexusOperationExecutionFailureInfo":{"service":"S","operation":"O","scheduledEventId":5}
        """;

    [Fact]
    public async Task Start_TaskOfTheHandler_HasEverything()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAndCompleteAsync(Schedule(endpoint, a => a.NexusHeader["My-Header"] = "value"));

        var request = (await NextNexusAsync()).Request;

        var start = request.StartOperation;
        Assert.Equal(("S", "O", "\"in\""), (start.Service, start.Operation, Text(start.Payload)));
        Assert.True(Guid.TryParse(start.RequestId, out _));
        Assert.Equal("temporal://system", start.Callback);
        Assert.NotEmpty(Assert.Single(start.CallbackHeader, h => h.Key.Equals("temporal-callback-token", StringComparison.OrdinalIgnoreCase)).Value);
        Assert.Equal(
            ($"temporal:///namespaces/{Namespace}/workflows/{WorkflowId}/{run.RunId}/history?eventID=5&eventType=NexusOperationScheduled&referenceType=EventReference",
                "temporal.api.common.v1.Link.WorkflowEvent"),
            (Assert.Single(start.Links).Url, start.Links[0].Type));
        Assert.Equal("value", request.Header["my-header"]);
        Assert.NotEmpty(request.Header["request-timeout"]);
        Assert.DoesNotContain("operation-timeout", request.Header.Keys);
        Assert.Equal(endpoint.Spec.Name, request.Endpoint);
        Assert.True(request.Capabilities.TemporalFailureResponses);
        Assert.NotNull(request.ScheduledTime);
    }

    [Fact]
    public async Task Scheduled_Event_HasWhatTheCommandSaid()
    {
        var run = await CallAsync(a =>
        {
            a.NexusHeader["My-Header"] = "value";
            a.ScheduleToCloseTimeout = Data.Seconds(20);
            a.ScheduleToStartTimeout = Data.Seconds(30);
            a.StartToCloseTimeout = Data.Seconds(10);
        });

        await HistoryIsAsync(run, First + """
            NexusOperationScheduled {"service":"S","operation":"O","input":"in","nexusHeader":{"my-header":"value"},"scheduleToCloseTimeout":"20s","scheduleToStartTimeout":"20s","startToCloseTimeout":"10s","workflowTaskCompletedEventId":4}
            """);
        var header = (await NextNexusAsync()).Request.Header["operation-timeout"];
        Assert.EndsWith("ms", header, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_LongerThanTheRun_IsCut()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAsync(r => r.WorkflowRunTimeout = Data.Seconds(100));
        await CompleteAsync(await NextTaskAsync(), Schedule(endpoint, a => a.ScheduleToCloseTimeout = Data.Seconds(200)));

        await HistoryIsAsync(run, First + """
            NexusOperationScheduled {"scheduleToCloseTimeout":"100s"}
            """);
    }

    [Fact]
    public async Task Success_AtOnce_CompletesTheOperation()
    {
        var run = await CallAsync();

        await SucceedAsync(await NextNexusAsync(), "out");

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationCompleted {"scheduledEventId":5,"result":"out"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Success_WithLinks_RecordsThoseItKnows()
    {
        var run = await CallAsync();
        var success = new StartOperationResponse { SyncSuccess = new() { Payload = Data.Json(1) } };
        success.SyncSuccess.Links.Add(new Link
        {
            Type = "temporal.api.common.v1.Link.WorkflowEvent",
            Url = "temporal:///namespaces/n/workflows/w%2Fx/r/history?eventID=1&eventType=WorkflowExecutionStarted&referenceType=EventReference",
        });
        success.SyncSuccess.Links.Add(new Link { Type = "other", Url = "http://somewhere/" });

        await AnswerAsync(await NextNexusAsync(), success);

        await NextTaskAsync();
        var link = Assert.Single((await HistoryAsync(run))[5].Links).WorkflowEvent;
        Assert.Equal(("n", "w/x", "r", 1L, EventType.WorkflowExecutionStarted), (link.Namespace, link.WorkflowId, link.RunId, link.EventRef.EventId, link.EventRef.EventType));
    }

    [Fact]
    public async Task Started_Async_RecordsTheToken()
    {
        var run = await CallAsync();

        await StartedAsync(await NextNexusAsync(), "my-token");

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationStarted {"scheduledEventId":5,"operationToken":"my-token"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
        var pending = await PendingAsync(run, p => p.State == PendingNexusOperationState.Started);
        Assert.Equal(("my-token", 5L, 1), (pending.OperationToken, pending.ScheduledEventId, pending.Attempt));
    }

    [Fact]
    public async Task Failure_OfTheOperation_IsItsCause()
    {
        var run = await CallAsync();

        await AnswerAsync(await NextNexusAsync(), new() { Failure = Commands.Failure("broken", nonRetryable: true, type: "Mine") });

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationFailed {"scheduledEventId":5,{{{{{{Unsuccessful}}}}}},"cause":{"message":"broken","applicationFailureInfo":{"type":"Mine","nonRetryable":true}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Failure_Canceled_CancelsTheOperation()
    {
        var run = await CallAsync();

        await AnswerAsync(await NextNexusAsync(), new() { Failure = new Failure { Message = "gone", CanceledFailureInfo = new() } });

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationCanceled {"scheduledEventId":5,{{{{{{Unsuccessful}}}}}},"cause":{"message":"gone","canceledFailureInfo":{}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Theory]
    [InlineData("failed", "NexusOperationFailed", """{"message":"old","applicationFailureInfo":null}""")]
    [InlineData("canceled", "NexusOperationCanceled", """{"message":"old","canceledFailureInfo":{}}""")]
    public async Task OperationError_OfAnOlderSdk_IsUnderstood(string state, string type, string cause)
    {
        var run = await CallAsync();

        await AnswerAsync(await NextNexusAsync(), new() { OperationError = new() { OperationState = state, Failure = new() { Message = "old" } } });

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            {{{{{{type}}}}}} {"scheduledEventId":5,{{{{{{Unsuccessful}}}}}},"cause":{{{{{{cause}}}}}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task OperationError_WithForeignDetails_KeepsThem()
    {
        var run = await CallAsync();
        var error = new UnsuccessfulOperationError { OperationState = "failed", Failure = new() { Message = "old", Details = Google.Protobuf.ByteString.CopyFromUtf8("{\"a\":1}") } };
        error.Failure.Metadata["type"] = "theirs";

        await AnswerAsync(await NextNexusAsync(), new() { OperationError = error });

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationFailed {{{{{{{Unsuccessful}}}}}},"cause":{"message":"old","applicationFailureInfo":{"type":"NexusFailure","details":{"payloads":[{"metadata":{"type":"theirs"},"details":{"a":1}}]}}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Theory]
    [InlineData("BAD_REQUEST", NexusHandlerErrorRetryBehavior.Unspecified)]
    [InlineData("NOT_FOUND", NexusHandlerErrorRetryBehavior.Unspecified)]
    [InlineData("INTERNAL", NexusHandlerErrorRetryBehavior.NonRetryable)]
    public async Task HandlerError_NotRetryable_FailsTheOperation(string type, NexusHandlerErrorRetryBehavior retry)
    {
        var run = await CallAsync();

        await RefuseAsync(await NextNexusAsync(), type, retry);

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationFailed {"scheduledEventId":5,{{{{{{Unsuccessful}}}}}},"cause":{"message":"not now","nexusHandlerFailureInfo":{"type":"{{{{{{type}}}}}}"},"cause":{"message":"why"}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task HandlerError_OfAnOlderSdk_IsUnderstood()
    {
        var run = await CallAsync();
        var task = await NextNexusAsync();

        await Service.RespondNexusTaskFailedAsync(
            new() { Namespace = Namespace, TaskToken = task.TaskToken, Error = new() { ErrorType = "BAD_REQUEST", Failure = new() { Message = "old" } } }, Rpc());

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationFailed {{{{{{{Unsuccessful}}}}}},"cause":{"nexusHandlerFailureInfo":{"type":"BAD_REQUEST"},"cause":{"message":"old"}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Theory]
    [InlineData("UNAVAILABLE", NexusHandlerErrorRetryBehavior.Unspecified)]
    [InlineData("BAD_REQUEST", NexusHandlerErrorRetryBehavior.Retryable)]
    public async Task HandlerError_Retryable_IsTriedAgain(string type, NexusHandlerErrorRetryBehavior retry)
    {
        var run = await CallAsync();
        var task = await NextNexusAsync();
        await RefuseAsync(task, type, retry);

        var pending = await PendingAsync(run, p => p.Attempt == 1);
        var again = await NextNexusAsync();
        await SucceedAsync(again);

        Assert.Equal(("not now", type), (pending.LastAttemptFailure.Message, pending.LastAttemptFailure.NexusHandlerFailureInfo.Type));
        Assert.NotNull(pending.LastAttemptCompleteTime);
        if (pending.State == PendingNexusOperationState.BackingOff)
        {
            // Else this machine is so busy that the second attempt is due already.
            Assert.InRange((pending.NextAttemptScheduleTime - pending.LastAttemptCompleteTime).ToTimeSpan().TotalSeconds, 0.7, 1.1);
        }

        Assert.Equal(task.Request.StartOperation.RequestId, again.Request.StartOperation.RequestId);
        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            NexusOperationCompleted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Endpoint_GoneBeforeTheNextAttempt_FailsTheOperation()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAndCompleteAsync(Schedule(endpoint));
        var task = await NextNexusAsync();
        await Operator.DeleteNexusEndpointAsync(new() { Id = endpoint.Id, Version = 1 }, Rpc());
        await RefuseAsync(task, "UNAVAILABLE");

        await NextTaskAsync();
        await HistoryIsAsync(run, First + $$$$$$"""
            NexusOperationScheduled
            NexusOperationFailed {{{{{{{Unsuccessful}}}}}},"cause":{"message":"endpoint not registered","nexusHandlerFailureInfo":{"type":"NOT_FOUND"}}}}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Answer_WhileATaskRuns_WaitsForItsEnd()
    {
        var run = await CallAsync();
        var nexus = await NextNexusAsync();
        await SignalAsync();
        var task = await NextTaskAsync();
        await SucceedAsync(nexus, "out");
        await SignalAsync("late");
        await EventuallyAsync(() => DescribeAsync(run), d => d.PendingNexusOperations.Count == 0);

        await CompleteAsync(task, Commands.Timer("t", 600));

        await NextTaskAsync();
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            WorkflowExecutionSignaled
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            TimerStarted
            WorkflowExecutionSignaled {"signalName":"late"}
            NexusOperationCompleted {"scheduledEventId":5,"result":"out"}
            WorkflowTaskScheduled
            WorkflowTaskStarted
            """);
    }

    [Fact]
    public async Task Workflow_Ends_OperationIsLeftAlone()
    {
        var endpoint = await EndpointAsync();
        var run = await StartAndCompleteAsync(Schedule(endpoint), Commands.Complete());

        Assert.Equal(EventType.WorkflowExecutionCompleted, (await CloseEventAsync(run)).EventType);
        await HistoryIsAsync(run, First + """
            NexusOperationScheduled
            WorkflowExecutionCompleted
            """);
    }
}

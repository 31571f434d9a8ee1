using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Messages;

/// <summary>Updates, with the worker's side of the protocol spelled out.</summary>
public sealed class UpdateTests(ConformanceServer server) : ConformanceTest(server)
{
    private const string First = "WorkflowExecutionStarted\nWorkflowTaskScheduled\nWorkflowTaskStarted\nWorkflowTaskCompleted\n";

    private Task<UpdateWorkflowExecutionResponse> UpdateAsync(
        string id = "u",
        UpdateWorkflowExecutionLifecycleStage wait = UpdateWorkflowExecutionLifecycleStage.Completed,
        Action<UpdateWorkflowExecutionRequest>? change = null)
    {
        var request = new UpdateWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = new() { WorkflowId = WorkflowId },
            WaitPolicy = new() { LifecycleStage = wait },
            Request = new() { Meta = new() { UpdateId = id, Identity = "asker" }, Input = new() { Name = "U", Args = Data.List("arg") } },
        };
        change?.Invoke(request);
        return Service.UpdateWorkflowExecutionAsync(request, Rpc());
    }

    private static Message Accept(Message request) => new()
    {
        Id = request.ProtocolInstanceId + "/accept",
        ProtocolInstanceId = request.ProtocolInstanceId,
        Body = Any.Pack(new Acceptance
        {
            AcceptedRequestMessageId = request.Id,
            AcceptedRequestSequencingEventId = request.EventId,
            AcceptedRequest = request.Body.Unpack<Request>(),
        }),
    };

    private static Message Finish(Message request, object? result = null, string? failure = null) => new()
    {
        Id = request.ProtocolInstanceId + "/complete",
        ProtocolInstanceId = request.ProtocolInstanceId,
        Body = Any.Pack(new Response
        {
            Meta = new() { UpdateId = request.ProtocolInstanceId, Identity = Me },
            Outcome = failure is null ? new() { Success = Data.List(result) } : new() { Failure = Commands.Failure(failure) },
        }),
    };

    private static Message Reject(Message request) => new()
    {
        Id = request.ProtocolInstanceId + "/reject",
        ProtocolInstanceId = request.ProtocolInstanceId,
        Body = Any.Pack(new Rejection
        {
            RejectedRequestMessageId = request.Id,
            RejectedRequestSequencingEventId = request.EventId,
            RejectedRequest = request.Body.Unpack<Request>(),
            Failure = Commands.Failure("rejected"),
        }),
    };

    private Task SendAsync(PollWorkflowTaskQueueResponse task, params Message[] messages) => CompleteAsync(
        task,
        r => r.Messages.Add(messages),
        [.. messages.Where(m => !m.Body.Is(Rejection.Descriptor)).Select(m => Commands.Deliver(m.Id))]);

    [Fact]
    public async Task Update_AcceptedAndCompleted_WritesEvents()
    {
        var run = await StartAndCompleteAsync();
        var answer = UpdateAsync();
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        Subset.Matches(
            """{"meta":{"updateId":"u","identity":"asker"},"input":{"name":"U","args":{"payloads":["arg"]}}}""",
            request.Body.Unpack<Request>());
        await SendAsync(task, Accept(request), Finish(request, "result"));
        Subset.Matches(
            $$$$"""{"outcome":{"success":{"payloads":["result"]}},"stage":"UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED","updateRef":{"updateId":"u","workflowExecution":{"workflowId":"{{{{WorkflowId}}}}","runId":"{{{{run.RunId}}}}"}}}""",
            await answer);
        await HistoryIsAsync(run, First + """
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionUpdateAccepted {"protocolInstanceId":"u","acceptedRequestSequencingEventId":5,"acceptedRequest":{"meta":{"updateId":"u"},"input":{"name":"U"}}}
            WorkflowExecutionUpdateCompleted {"meta":{"updateId":"u"},"acceptedEventId":8,"outcome":{"success":{"payloads":["result"]}}}
            """);
    }

    [Fact]
    public async Task Update_Rejected_LeavesNoTrace()
    {
        var run = await StartAndCompleteAsync();
        var answer = UpdateAsync();
        var task = await NextTaskAsync();
        await SendAsync(task, Reject(Assert.Single(task.Messages)));
        Subset.Matches("""{"outcome":{"failure":{"message":"rejected"}},"stage":"UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED"}""", await answer);
        await HistoryIsAsync(run, First);
    }

    [Fact]
    public async Task Update_SpeculativeTask_VanishesWhenRejected()
    {
        var run = await StartAndCompleteAsync();
        var answer = UpdateAsync();
        var task = await NextTaskAsync();
        Assert.Equal([1, 2, 3, 4, 5, 6], task.History.Events.Select(e => e.EventId));
        await HistoryIsAsync(run, First + "WorkflowTaskScheduled\nWorkflowTaskStarted");
        await SendAsync(task, Reject(Assert.Single(task.Messages)));
        await answer;
        await HistoryIsAsync(run, First);
        await SignalAsync();
        Assert.Equal(7, (await NextTaskAsync()).StartedEventId);
    }

    [Fact]
    public async Task Update_HandlerFails_IsFailureOutcome()
    {
        await StartAndCompleteAsync();
        var answer = UpdateAsync();
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        await SendAsync(task, Accept(request), Finish(request, failure: "handler broke"));
        Subset.Matches("""{"outcome":{"failure":{"message":"handler broke"}}}""", await answer);
    }

    [Fact]
    public async Task Update_WaitAccepted_ReturnsAtAcceptance()
    {
        await StartAndCompleteAsync();
        var answer = UpdateAsync(wait: UpdateWorkflowExecutionLifecycleStage.Accepted);
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        await SendAsync(task, Accept(request));
        Subset.Matches("""{"outcome":null,"stage":"UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED"}""", await answer);
        var poll = Service.PollWorkflowExecutionUpdateAsync(
            new()
            {
                Namespace = Namespace,
                UpdateRef = new() { UpdateId = "u", WorkflowExecution = new() { WorkflowId = WorkflowId } },
                WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
            },
            Rpc());
        await SignalAsync();
        await SendAsync(await NextTaskAsync(), Finish(request, "later"));
        Subset.Matches("""{"outcome":{"success":{"payloads":["later"]}}}""", await poll);
    }

    [Fact]
    public async Task Update_SameIdAgain_GetsSameOutcome()
    {
        await StartAndCompleteAsync();
        var answer = UpdateAsync();
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        await SendAsync(task, Accept(request), Finish(request, "once"));
        await answer;
        Subset.Matches("""{"outcome":{"success":{"payloads":["once"]}}}""", await UpdateAsync());
    }

    [Fact]
    public async Task Update_SameIdWhileWaiting_IsOneUpdate()
    {
        await StartAndCompleteAsync();
        var first = UpdateAsync();
        var second = UpdateAsync();
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        await SendAsync(task, Accept(request), Finish(request, "both"));
        Assert.Equal(await first, await second);
    }

    [Fact]
    public async Task Update_TwoIds_ComeInOneTask()
    {
        await StartAndCompleteAsync();
        await SignalAsync();
        var first = UpdateAsync("u1");
        var second = UpdateAsync("u2");
        await Task.Delay(300, TestContext.Current.CancellationToken); // both are admitted while the task waits
        var task = await NextTaskAsync();
        Assert.Equal(["u1", "u2"], task.Messages.Select(m => m.ProtocolInstanceId).Order());
        await SendAsync(task, [.. task.Messages.Select(Accept), .. task.Messages.Select(m => Finish(m, m.ProtocolInstanceId))]);
        Subset.Matches("""{"outcome":{"success":{"payloads":["u1"]}}}""", await first);
        Subset.Matches("""{"outcome":{"success":{"payloads":["u2"]}}}""", await second);
    }

    [Fact]
    public async Task Update_WorkflowCompletesInstead_IsAborted()
    {
        await StartAndCompleteAsync();
        var answer = UpdateAsync();
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        await FailsAsync(Code.NotFound, "workflow update was aborted by closing workflow", () => answer);
    }

    [Fact]
    public async Task Update_AcceptedThenWorkflowCompletes_FailsTheUpdate()
    {
        await StartAndCompleteAsync();
        var answer = UpdateAsync();
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        await CompleteAsync(task, r => r.Messages.Add(Accept(request)), Commands.Deliver("u/accept"), Commands.Complete());
        Subset.Matches(
            """{"outcome":{"failure":{"message":"Workflow Update failed because the Workflow completed before the Update completed.","applicationFailureInfo":{"type":"AcceptedUpdateCompletedWorkflow","nonRetryable":true}}}}""",
            await answer);
    }

    [Fact]
    public async Task Update_TaskFails_IsTriedAgain()
    {
        await StartAndCompleteAsync();
        var answer = UpdateAsync();
        await FailTaskAsync(await NextTaskAsync());
        var task = await NextTaskAsync();
        var request = Assert.Single(task.Messages);
        await SendAsync(task, Accept(request), Finish(request, "second try"));
        Subset.Matches("""{"outcome":{"success":{"payloads":["second try"]}}}""", await answer);
    }

    [Fact]
    public async Task Poll_UnknownUpdate_IsNotFound()
    {
        await StartAndCompleteAsync();
        await FailsAsync(Code.NotFound, "update \"zz\" not found", () => Service.PollWorkflowExecutionUpdateAsync(
            new() { Namespace = Namespace, UpdateRef = new() { UpdateId = "zz", WorkflowExecution = new() { WorkflowId = WorkflowId } } }, Rpc()));
    }

    private static readonly Dictionary<string, (Action<UpdateWorkflowExecutionRequest> Change, Code Code, string Message)> Refused = new()
    {
        ["no meta"] = (r => r.Request.Meta = null, Code.InvalidArgument, "Update meta is not set on request."),
        ["no input"] = (r => r.Request.Input = null, Code.InvalidArgument, "Update input is not set on request."),
        ["no name"] = (r => r.Request.Input.Name = "", Code.InvalidArgument, "Update name is not set on request."),
        ["long id"] = (r => r.Request.Meta.UpdateId = new string('u', 1001), Code.InvalidArgument, "UpdateId length exceeds limit."),
        ["wait admitted"] = (r => r.WaitPolicy.LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Admitted, Code.PermissionDenied, "waiting on update admitted is not supported"),
        ["no request"] = (r => r.Request = null, Code.InvalidArgument, "Update meta is not set on request."),
        ["unknown first run"] = (r => r.FirstExecutionRunId = Guid.NewGuid().ToString(), Code.NotFound, "workflow execution not found"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Update_BadRequest_Fails(string name)
    {
        await StartAndCompleteAsync();
        var (change, code, message) = Refused[name];
        await FailsAsync(code, message, () => UpdateAsync(change: change));
    }
}

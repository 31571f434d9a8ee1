using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Operation = Temporalio.Api.WorkflowService.V1.ExecuteMultiOperationRequest.Types.Operation;

namespace BackgroundAgent.DevServer.Tests.Conformance.Messages;

/// <summary>Update-with-start.</summary>
public sealed class MultiOperationTests(ConformanceServer server) : ConformanceTest(server)
{
    private static readonly Dictionary<string, (Action<ExecuteMultiOperationRequest> Change, string Message)> Refused = new()
    {
        ["no operations"] = (r => r.Operations.Clear(), "Operations have to be exactly [Start, Update]."),
        ["only a start"] = (r => r.Operations.RemoveAt(1), "Operations have to be exactly [Start, Update]."),
        ["two starts"] = (r => r.Operations[1] = r.Operations[0], "Operations have to be exactly [Start, Update]."),
        ["different ids"] = (r => r.Operations[1].UpdateWorkflow.WorkflowExecution.WorkflowId = "other", "WorkflowId is not consistent with previous operation(s)."),
        ["cron"] = (r => r.Operations[0].StartWorkflow.CronSchedule = "@every 1h", "CronSchedule is not allowed."),
        ["start delay"] = (r => r.Operations[0].StartWorkflow.WorkflowStartDelay = Data.Seconds(1), "WorkflowStartDelay is not supported."),
        ["run id"] = (r => r.Operations[1].UpdateWorkflow.WorkflowExecution.RunId = Guid.NewGuid().ToString(), "RunId is not allowed."),
        ["first run id"] = (r => r.Operations[1].UpdateWorkflow.FirstExecutionRunId = Guid.NewGuid().ToString(), "FirstExecutionRunId is not allowed."),
        ["no update name"] = (r => r.Operations[1].UpdateWorkflow.Request.Input.Name = "", "Update name is not set on request."),
        ["no workflow type"] = (r => r.Operations[0].StartWorkflow.WorkflowType = null, "WorkflowType is not set on request."),
        ["other namespace"] = (r => r.Operations[0].StartWorkflow.Namespace = "other", "Operation namespace did not match request's namespace."),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task UpdateWithStart_BadRequest_IsInvalidArgument(string name)
    {
        var failure = await Assert.ThrowsAsync<Temporalio.Exceptions.RpcException>(() => ExecuteAsync(Refused[name].Change));
        Assert.Equal(Code.InvalidArgument, failure.Code);
        var texts = failure.GrpcStatus.Value!.Details
            .Where(d => d.Is(MultiOperationExecutionFailure.Descriptor))
            .SelectMany(d => d.Unpack<MultiOperationExecutionFailure>().Statuses.Select(s => s.Message))
            .Append(failure.Message);
        Assert.Contains(texts, text => text.Contains(Refused[name].Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task UpdateWithStart_New_StartsAndUpdates()
    {
        var answer = ExecuteAsync();
        var task = await NextTaskAsync();
        await AnswerUpdateAsync(task);
        var responses = (await answer).Responses;
        Assert.True(responses[0].StartWorkflow.Started);
        Subset.Matches("""{"outcome":{"success":{"payloads":["yes"]}}}""", responses[1].UpdateWorkflow);
        await HistoryIsAsync(new() { WorkflowId = WorkflowId }, """
            WorkflowExecutionStarted
            WorkflowTaskScheduled
            WorkflowTaskStarted
            WorkflowTaskCompleted
            WorkflowExecutionUpdateAccepted
            WorkflowExecutionUpdateCompleted
            """);
    }

    [Fact]
    public async Task UpdateWithStart_RunningUseExisting_OnlyUpdates()
    {
        var run = await StartAndCompleteAsync();
        var answer = ExecuteAsync(r => r.Operations[0].StartWorkflow.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);
        await AnswerUpdateAsync(await NextTaskAsync());
        var responses = (await answer).Responses;
        Assert.Equal((run.RunId, false), (responses[0].StartWorkflow.RunId, responses[0].StartWorkflow.Started));
    }

    [Fact]
    public async Task UpdateWithStart_RunningFail_IsAlreadyExists()
    {
        await StartAndCompleteAsync();
        var failure = await FailsAsync(
            Code.AlreadyExists,
            "",
            () => ExecuteAsync(r => r.Operations[0].StartWorkflow.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail));
        var statuses = Detail<MultiOperationExecutionFailure>(failure).Statuses;
        Assert.Equal([6, 10], statuses.Select(s => s.Code));
        Assert.Equal("Operation was aborted.", statuses[1].Message);
    }

    private Task<ExecuteMultiOperationResponse> ExecuteAsync(Action<ExecuteMultiOperationRequest>? change = null)
    {
        var request = new ExecuteMultiOperationRequest
        {
            Namespace = Namespace,
            Operations =
            {
                new Operation { StartWorkflow = StartRequest(r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail) },
                new Operation
                {
                    UpdateWorkflow = new()
                    {
                        Namespace = Namespace,
                        WorkflowExecution = new() { WorkflowId = WorkflowId },
                        WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
                        Request = new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "U" } },
                    },
                },
            },
        };
        change?.Invoke(request);
        return Service.ExecuteMultiOperationAsync(request, Rpc());
    }

    private Task AnswerUpdateAsync(PollWorkflowTaskQueueResponse task)
    {
        var request = Assert.Single(task.Messages);
        var accept = new Message
        {
            Id = "accept",
            ProtocolInstanceId = request.ProtocolInstanceId,
            Body = Any.Pack(new Acceptance { AcceptedRequestMessageId = request.Id, AcceptedRequestSequencingEventId = request.EventId, AcceptedRequest = request.Body.Unpack<Request>() }),
        };
        var response = new Message
        {
            Id = "response",
            ProtocolInstanceId = request.ProtocolInstanceId,
            Body = Any.Pack(new Response { Meta = new() { UpdateId = "u" }, Outcome = new() { Success = Data.List("yes") } }),
        };
        return CompleteAsync(task, r => r.Messages.Add([accept, response]), Commands.Deliver("accept"), Commands.Deliver("response"));
    }
}

using Temporalio.Api.Command.V1;
using Temporalio.Api.Nexus.V1;
using Temporalio.Api.Workflow.V1;
using Failure = Temporalio.Api.Failure.V1.Failure;
using Payload = Temporalio.Api.Common.V1.Payload;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>A caller and a handler of Nexus operations, both by hand.</summary>
public abstract class NexusTest(ConformanceServer server) : ConformanceTest(server)
{
    protected const string First = """
        WorkflowExecutionStarted
        WorkflowTaskScheduled
        WorkflowTaskStarted
        WorkflowTaskCompleted

        """;

    /// <summary>Where the handler's worker polls.</summary>
    protected string HandlerQueue { get; } = Unique("nq");

    protected async Task<Endpoint> EndpointAsync(Action<EndpointSpec>? change = null)
    {
        var spec = new EndpointSpec { Name = Unique("ep"), Target = new() { Worker = new() { Namespace = Namespace, TaskQueue = HandlerQueue } } };
        change?.Invoke(spec);
        return (await Operator.CreateNexusEndpointAsync(new() { Spec = spec }, Rpc())).Endpoint;
    }

    protected static Command Schedule(Endpoint endpoint, Action<ScheduleNexusOperationCommandAttributes>? change = null)
    {
        var attributes = new ScheduleNexusOperationCommandAttributes { Endpoint = endpoint.Spec.Name, Service = "S", Operation = "O", Input = Data.Json("in") };
        change?.Invoke(attributes);
        return new() { CommandType = CommandType.ScheduleNexusOperation, ScheduleNexusOperationCommandAttributes = attributes };
    }

    protected static Command RequestCancel(long scheduledId) => new()
    {
        CommandType = CommandType.RequestCancelNexusOperation,
        RequestCancelNexusOperationCommandAttributes = new() { ScheduledEventId = scheduledId },
    };

    /// <summary>A workflow whose first task schedules one operation: event 5.</summary>
    protected async Task<Execution> CallAsync(Action<ScheduleNexusOperationCommandAttributes>? change = null) =>
        await StartAndCompleteAsync(Schedule(await EndpointAsync(), change));

    protected async Task<PollNexusTaskQueueResponse> NextNexusAsync()
    {
        var task = await PollNexusAsync();
        Assert.False(task.TaskToken.IsEmpty, $"no Nexus task came on {HandlerQueue}");
        return task;
    }

    protected Task<PollNexusTaskQueueResponse> PollNexusAsync(double seconds = 25) => Service.PollNexusTaskQueueAsync(
        new() { Namespace = Namespace, TaskQueue = new() { Name = HandlerQueue, Kind = TaskQueueKind.Normal }, Identity = Me }, Rpc(seconds));

    protected Task AnswerAsync(PollNexusTaskQueueResponse task, StartOperationResponse response) => Service.RespondNexusTaskCompletedAsync(
        new() { Namespace = Namespace, Identity = Me, TaskToken = task.TaskToken, Response = new() { StartOperation = response } }, Rpc());

    protected Task SucceedAsync(PollNexusTaskQueueResponse task, object? result = null) =>
        AnswerAsync(task, new() { SyncSuccess = new() { Payload = result is null ? null : Data.Json(result) } });

    protected Task StartedAsync(PollNexusTaskQueueResponse task, string token = "token") =>
        AnswerAsync(task, new() { AsyncSuccess = new() { OperationToken = token } });

    protected Task AcceptCancelAsync(PollNexusTaskQueueResponse task) => Service.RespondNexusTaskCompletedAsync(
        new() { Namespace = Namespace, Identity = Me, TaskToken = task.TaskToken, Response = new() { CancelOperation = new() } }, Rpc());

    protected Task RefuseAsync(PollNexusTaskQueueResponse task, string type, NexusHandlerErrorRetryBehavior retry = default) => Service.RespondNexusTaskFailedAsync(
        new()
        {
            Namespace = Namespace,
            Identity = Me,
            TaskToken = task.TaskToken,
            Failure = new Failure { Message = "not now", NexusHandlerFailureInfo = new() { Type = type, RetryBehavior = retry }, Cause = Commands.Failure("why") },
        },
        Rpc());

    /// <summary>The pending operation of the run, once it is as wanted.</summary>
    protected async Task<PendingNexusOperationInfo> PendingAsync(Execution run, Func<PendingNexusOperationInfo, bool> fits) =>
        (await EventuallyAsync(() => DescribeAsync(run), d => d.PendingNexusOperations.Count == 1 && fits(d.PendingNexusOperations[0]))).PendingNexusOperations[0];

    protected static string? Text(Payload? payload) => payload?.Data.ToStringUtf8();
}

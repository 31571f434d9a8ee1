using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>The worker's side, by hand.</summary>
public abstract partial class ConformanceTest
{
    protected Task<PollWorkflowTaskQueueResponse> PollAsync(string? queue = null, double seconds = WaitSeconds, Action<PollWorkflowTaskQueueRequest>? change = null)
    {
        var request = new PollWorkflowTaskQueueRequest { Namespace = Namespace, TaskQueue = new() { Name = queue ?? Queue, Kind = TaskQueueKind.Normal }, Identity = Me };
        change?.Invoke(request);
        return Service.PollWorkflowTaskQueueAsync(request, Rpc(seconds));
    }

    /// <summary>The next workflow task; none within the wait is a failure.</summary>
    protected async Task<PollWorkflowTaskQueueResponse> NextTaskAsync(string? queue = null)
    {
        var task = await PollAsync(queue);
        Assert.False(task.TaskToken.IsEmpty, $"no workflow task came on {queue ?? Queue}");
        return task;
    }

    protected async Task<PollActivityTaskQueueResponse> NextActivityAsync(string? queue = null)
    {
        var request = new PollActivityTaskQueueRequest { Namespace = Namespace, TaskQueue = new() { Name = queue ?? Queue, Kind = TaskQueueKind.Normal }, Identity = Me };
        var task = await Service.PollActivityTaskQueueAsync(request, Rpc());
        Assert.False(task.TaskToken.IsEmpty, $"no activity task came on {queue ?? Queue}");
        return task;
    }

    protected Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        CompleteAsync(task, _ => { }, commands);

    protected Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(
        PollWorkflowTaskQueueResponse task,
        Action<RespondWorkflowTaskCompletedRequest> change,
        params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { Namespace = Namespace, TaskToken = task.TaskToken, Identity = Me, Commands = { commands } };
        change(request);
        return Service.RespondWorkflowTaskCompletedAsync(request, Rpc());
    }

    protected Task FailTaskAsync(PollWorkflowTaskQueueResponse task, WorkflowTaskFailedCause cause = WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure) =>
        Service.RespondWorkflowTaskFailedAsync(
            new() { Namespace = Namespace, TaskToken = task.TaskToken, Identity = Me, Cause = cause, Failure = Commands.Failure("task broken") },
            Rpc());

    protected Task CompleteActivityAsync(PollActivityTaskQueueResponse task, object? result = null) => Service.RespondActivityTaskCompletedAsync(
        new() { Namespace = Namespace, TaskToken = task.TaskToken, Identity = Me, Result = result is null ? null : Data.List(result) },
        Rpc());

    protected Task FailActivityAsync(PollActivityTaskQueueResponse task, string message = "broken", bool nonRetryable = false, string type = "") =>
        Service.RespondActivityTaskFailedAsync(
            new() { Namespace = Namespace, TaskToken = task.TaskToken, Identity = Me, Failure = Commands.Failure(message, nonRetryable, type) },
            Rpc());

    protected Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(PollActivityTaskQueueResponse task, object? details = null) =>
        Service.RecordActivityTaskHeartbeatAsync(
            new() { Namespace = Namespace, TaskToken = task.TaskToken, Identity = Me, Details = details is null ? null : Data.List(details) },
            Rpc());
}

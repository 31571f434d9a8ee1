using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Rpc;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace BackgroundAgent.DevServer.Tests.Simulation;

/// <summary>A server without ports, its clock in the hand of the test: every call ends before the next begins, so a seed gives one course.</summary>
internal sealed class SimulatedServer : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServerParts _parts;

    public SimulatedServer() => _parts = ServerParts.Create(new EmbeddedServerOptions { TimeProvider = _clock });

    public void Advance(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    public (TResponse? Response, StatusCode Status) Call<TResponse>(string method, IMessage request)
        where TResponse : class, IMessage
    {
        using var stop = new CancellationTokenSource();
        try
        {
            var call = _parts.Table.Find($"{RpcTable.WorkflowService}/{method}")!.CallAsync(request, new RpcCall(DateTime.MaxValue, stop.Token));
            if (!call.IsCompleted)
            {
                // A poll that found nothing: everything else ends at once.
                stop.Cancel();
            }

            return ((TResponse)call.GetAwaiter().GetResult(), StatusCode.OK);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (null, StatusCode.Cancelled);
        }
        catch (RpcException e)
        {
            return (null, e.StatusCode);
        }
    }

    public bool HasTask(string queue, TaskQueueType type) => _parts.Engine.Matching.Find(new QueueKey("default", queue, type)) is { BacklogCount: > 0 };

    /// <summary>How many events a workflow has.</summary>
    public int Count(string workflowId) => _parts.Engine.Get("default", workflowId, "").Log.Count;

    public List<string> History(string workflowId)
    {
        var history = Call<GetWorkflowExecutionHistoryResponse>(
            "GetWorkflowExecutionHistory", new GetWorkflowExecutionHistoryRequest { Namespace = "default", Execution = new() { WorkflowId = workflowId } }).Response!.History;
        var activities = history.Events.Where(e => e.EventType == EventType.ActivityTaskScheduled).ToDictionary(e => e.EventId, e => e.ActivityTaskScheduledEventAttributes.ActivityId);
        Assert.Equal(Enumerable.Range(1, history.Events.Count).Select(i => (long)i), history.Events.Select(e => e.EventId));

        // The events of a repeated task are shown but not written.
        return [.. history.Events.Take(Count(workflowId)).Select(e => Word(e, activities))];
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static string Word(HistoryEvent e, Dictionary<long, string> activities) => e.EventType switch
    {
        EventType.WorkflowExecutionStarted => "Started",
        EventType.WorkflowTaskScheduled => "TaskScheduled",
        EventType.WorkflowTaskStarted => "TaskStarted",
        EventType.WorkflowTaskCompleted => "TaskCompleted",
        EventType.WorkflowTaskFailed => "TaskFailed",
        EventType.WorkflowTaskTimedOut => "TaskTimedOut",
        EventType.WorkflowExecutionSignaled => "Signaled " + e.WorkflowExecutionSignaledEventAttributes.SignalName,
        EventType.WorkflowExecutionCancelRequested => "CancelRequested",
        EventType.TimerStarted => "TimerStarted " + e.TimerStartedEventAttributes.TimerId,
        EventType.TimerFired => "TimerFired " + e.TimerFiredEventAttributes.TimerId,
        EventType.TimerCanceled => "TimerCanceled " + e.TimerCanceledEventAttributes.TimerId,
        EventType.ActivityTaskScheduled => "ActivityScheduled " + e.ActivityTaskScheduledEventAttributes.ActivityId,
        EventType.ActivityTaskStarted => "ActivityStarted " + activities[e.ActivityTaskStartedEventAttributes.ScheduledEventId],
        EventType.ActivityTaskCompleted => "ActivityCompleted " + activities[e.ActivityTaskCompletedEventAttributes.ScheduledEventId],
        EventType.ActivityTaskFailed => "ActivityFailed " + activities[e.ActivityTaskFailedEventAttributes.ScheduledEventId],
        EventType.ActivityTaskTimedOut => "ActivityTimedOut " + activities[e.ActivityTaskTimedOutEventAttributes.ScheduledEventId],
        EventType.ActivityTaskCancelRequested => "ActivityCancelRequested " + activities[e.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId],
        EventType.ActivityTaskCanceled => "ActivityCanceled " + activities[e.ActivityTaskCanceledEventAttributes.ScheduledEventId],
        EventType.StartChildWorkflowExecutionInitiated => "ChildInitiated " + e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowId,
        EventType.StartChildWorkflowExecutionFailed => "ChildStartFailed " + e.StartChildWorkflowExecutionFailedEventAttributes.WorkflowId,
        EventType.ChildWorkflowExecutionStarted => "ChildStarted " + e.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.WorkflowId,
        EventType.ChildWorkflowExecutionCompleted => "ChildCompleted " + e.ChildWorkflowExecutionCompletedEventAttributes.WorkflowExecution.WorkflowId,
        EventType.ChildWorkflowExecutionFailed => "ChildFailed " + e.ChildWorkflowExecutionFailedEventAttributes.WorkflowExecution.WorkflowId,
        EventType.ChildWorkflowExecutionCanceled => "ChildCanceled " + e.ChildWorkflowExecutionCanceledEventAttributes.WorkflowExecution.WorkflowId,
        EventType.ChildWorkflowExecutionTerminated => "ChildTerminated " + e.ChildWorkflowExecutionTerminatedEventAttributes.WorkflowExecution.WorkflowId,
        EventType.MarkerRecorded => "Marker",
        EventType.WorkflowExecutionCompleted => "Completed",
        EventType.WorkflowExecutionFailed => "Failed",
        EventType.WorkflowExecutionCanceled => "Canceled",
        EventType.WorkflowExecutionTerminated => "Terminated",
        _ => e.EventType.ToString(),
    };
}

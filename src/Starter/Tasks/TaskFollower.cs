using System.Runtime.CompilerServices;
using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>
/// Follows a task to its end: a long poll on its history wakes it up, queries tell the rest. Goes on over continue-as-new and over a
/// server that is away for a while.
/// </summary>
internal sealed class TaskFollower(TaskClient tasks, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<TaskProgress> FollowAsync(string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var trail = new StateTrail();
        var runId = "";
        var token = Google.Protobuf.ByteString.Empty;
        while (true)
        {
            var page = await PageAsync(taskId, runId, token, cancellationToken);
            if (page is null)
            {
                await Task.Delay(RetryAfter, time, cancellationToken);
                continue;
            }

            token = page.NextPageToken;
            var events = page.History?.Events ?? [];
            var changes = events.Select(trail.Read).OfType<StateChange>().ToList();
            var last = events.LastOrDefault();
            if (last is not null && IsEnd(last))
            {
                if (NextRun(last) is { } next)
                {
                    (runId, token) = (next, Google.Protobuf.ByteString.Empty);
                    continue;
                }

                yield return new TaskProgress(changes, await tasks.SnapshotAsync(taskId, cancellationToken));
                yield break;
            }

            if (changes.Count > 0 || events.Any(TellsMore))
            {
                yield return new TaskProgress(changes, await TrySnapshotAsync(taskId, cancellationToken));
            }
        }
    }

    private async Task<GetWorkflowExecutionHistoryResponse?> PageAsync(
        string taskId, string runId, Google.Protobuf.ByteString token, CancellationToken cancellationToken)
    {
        try
        {
            return await tasks.Temporal.WorkflowService.GetWorkflowExecutionHistoryAsync(
                new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = tasks.Temporal.Options.Namespace,
                    Execution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = Naming.WorkflowId(taskId), RunId = runId },
                    NextPageToken = token,
                    WaitNewEvent = true,
                    HistoryEventFilterType = HistoryEventFilterType.AllEvent,
                },
                new RpcOptions { Retry = true, Timeout = TimeSpan.FromSeconds(70), CancellationToken = cancellationToken });
        }
        catch (RpcException exception) when (exception.Code == RpcException.StatusCode.NotFound)
        {
            throw CliException.Other($"there is no task {taskId}", "See 'bgagent list'.", exception);
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested
            && exception.Code is RpcException.StatusCode.Unavailable or RpcException.StatusCode.DeadlineExceeded)
        {
            return null;
        }
    }

    private async Task<TaskResult?> TrySnapshotAsync(string taskId, CancellationToken cancellationToken)
    {
        try
        {
            return await tasks.SnapshotAsync(taskId, cancellationToken);
        }
        catch (CliException)
        {
            // No worker just now; the history still tells the states.
            return null;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (WorkflowQueryFailedException)
        {
            return null;
        }
    }

    private static bool TellsMore(HistoryEvent history)
        => history.EventType is EventType.ActivityTaskCompleted or EventType.WorkflowExecutionSignaled or EventType.WorkflowExecutionUpdateCompleted;

    private static bool IsEnd(HistoryEvent history) => history.EventType
        is EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed or EventType.WorkflowExecutionTimedOut
        or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionTerminated or EventType.WorkflowExecutionContinuedAsNew;

    private static string? NextRun(HistoryEvent last)
    {
        var next = last.WorkflowExecutionContinuedAsNewEventAttributes?.NewExecutionRunId
            ?? last.WorkflowExecutionCompletedEventAttributes?.NewExecutionRunId
            ?? last.WorkflowExecutionFailedEventAttributes?.NewExecutionRunId;
        return string.IsNullOrEmpty(next) ? null : next;
    }
}

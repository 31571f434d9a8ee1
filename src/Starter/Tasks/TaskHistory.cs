using System.Runtime.CompilerServices;
using BackgroundAgent.Contracts.Tasks;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Tasks;

/// <summary>The events of a task as they are written, over continue-as-new and over a server that is away for a while.</summary>
internal sealed class TaskHistory(ITemporalClient client, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollLimit = TimeSpan.FromSeconds(70);

    public async IAsyncEnumerable<IReadOnlyList<HistoryEvent>> PagesAsync(string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var runId = "";
        var token = ByteString.Empty;
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
            yield return events;
            if (events.LastOrDefault() is not { } last || !IsEnd(last))
            {
                continue;
            }

            if (NextRun(last) is not { } next)
            {
                yield break;
            }

            (runId, token) = (next, ByteString.Empty);
        }
    }

    /// <summary>Whether a query may tell something new after this event.</summary>
    public static bool TellsMore(HistoryEvent history)
        => history.EventType is EventType.ActivityTaskCompleted or EventType.WorkflowExecutionSignaled or EventType.WorkflowExecutionUpdateCompleted;

    private async Task<GetWorkflowExecutionHistoryResponse?> PageAsync(string taskId, string runId, ByteString token, CancellationToken cancellationToken)
    {
        try
        {
            return await client.WorkflowService.GetWorkflowExecutionHistoryAsync(
                new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = client.Options.Namespace,
                    Execution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = Naming.WorkflowId(taskId), RunId = runId },
                    NextPageToken = token,
                    WaitNewEvent = true,
                    HistoryEventFilterType = HistoryEventFilterType.AllEvent,
                },
                new RpcOptions { Retry = true, Timeout = PollLimit, CancellationToken = cancellationToken });
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

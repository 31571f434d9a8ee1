using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>
/// Queries. While a workflow task is pending a query travels with it (and so sees all that came before); else it goes to
/// the queue by itself, first to the worker that has the workflow in its cache.
/// </summary>
internal sealed class QueryDesk(HistoryEngine engine)
{
    /// <summary>From this attempt of a failing workflow task on, queries are refused instead of waiting for it.</summary>
    private const int FailingAttempt = 3;

    private readonly ConcurrentDictionary<string, PendingQuery> _sent = new();

    public async Task<Payloads> AskAsync(Run run, WorkflowQuery query, CancellationToken cancel)
    {
        while (true)
        {
            var (waiting, ready) = Prepare(run, query);
            if (waiting is not null)
            {
                var outcome = await AwaitAsync(run, waiting, cancel);
                if (!outcome.IsReleased)
                {
                    return Result(outcome);
                }

                continue;
            }

            if (ready)
            {
                return Result(await SendAsync(run, query, cancel));
            }

            // Nothing has run yet (a start delay): the query waits for the first task to be scheduled.
            var scheduled = await engine.WaitAsync(
                run, r => r.WorkflowTask.IsPending || r.WorkflowTask.LastCompletedId > 0 || !r.IsOpen ? r : null, Limits.TaskLongPoll, cancel);
            if (scheduled is null)
            {
                throw RpcErrors.NotReady("Workflow task is not scheduled yet.");
            }
        }
    }

    public void Answer(string id, WorkflowQueryResult result)
    {
        if (!_sent.TryRemove(id, out var query))
        {
            throw RpcErrors.NotFound("query task not found, or already expired");
        }

        query.Done.TrySetResult(QueryOutcome.From(result));
    }

    /// <summary>The answer to a poll that got a query.</summary>
    public async Task<PollWorkflowTaskQueueResponse?> BuildAsync(QueryMatch match)
    {
        if (match.Query.Done.Task.IsCompleted)
        {
            return null;
        }

        _sent[match.Query.Id] = match.Query;
        return await HistoryEngine.ReadAsync(match.Run, run =>
        {
            var response = WorkflowTaskPoll.Base(run);
            response.TaskToken = new TaskToken('q', run.Serial, 0, 1, match.Query.Id).ToBytes();
            response.Query = match.Query.Query;
            response.StartedEventId = run.WorkflowTask.LastStartedId;
            response.Attempt = 1;
            if (!match.OnSticky)
            {
                var next = HistoryPages.Fill(response.History, run, 1, run.Log.Count, Limits.HistoryPageEvents);
                if (next <= run.Log.Count)
                {
                    response.NextPageToken = new HistoryPages.Token(run.Key.RunId, next, run.Log.Count, ForTask: true).ToBytes();
                }
            }

            return response;
        });
    }

    private static (PendingQuery? Waiting, bool Ready) Prepare(Run run, WorkflowQuery query)
    {
        lock (run.Gate)
        {
            if (!run.IsOpen)
            {
                return run.WorkflowTask.LastCompletedId > 0 || run.Log.Count > 1
                    ? (null, true)
                    : throw RpcErrors.NotReady("Workflow execution closed before WorkflowTaskStarted event");
            }

            if (run.Pause.IsPaused)
            {
                return (null, run.WorkflowTask.LastCompletedId > 0);
            }

            if (run.WorkflowTask.IsPending)
            {
                return run.WorkflowTask.Attempt >= FailingAttempt
                    ? throw RpcErrors.NotReady("Cannot query workflow due to Workflow Task in failed state.")
                    : (run.LiveQueries.Add(query), false);
            }

            return (null, run.WorkflowTask.LastCompletedId > 0);
        }
    }

    private static async Task<QueryOutcome> AwaitAsync(Run run, PendingQuery waiting, CancellationToken cancel)
    {
        try
        {
            return await waiting.Done.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (run.Gate)
            {
                run.LiveQueries.Remove(waiting.Id);
            }
        }
    }

    private async Task<QueryOutcome> SendAsync(Run run, WorkflowQuery query, CancellationToken cancel)
    {
        string sticky;
        TimeSpan stickyTimeout;
        QueueKey normal;
        bool moved;
        lock (run.Gate)
        {
            sticky = run.WorkflowTask.StickyQueue;
            stickyTimeout = run.WorkflowTask.StickyTimeout;
            normal = VersionRouter.Route(engine.Deployments, run, run.Facts.TaskQueue, TaskQueueType.Workflow);
            moved = VersionRouter.HasMoved(engine.Deployments, run);
        }

        var stickyKey = new QueueKey(run.Key.Namespace, sticky, TaskQueueType.Workflow);
        if (sticky.Length > 0 && !moved && engine.Matching.Find(stickyKey) is { } queue &&
            queue.IsPolled(Limits.StickyPollerAlive) &&
            await OfferAsync(run, query, (stickyKey, true), stickyTimeout, cancel) is { } outcome)
        {
            return outcome;
        }

        return await OfferAsync(run, query, (normal, false), Timeout.InfiniteTimeSpan, cancel)
            ?? throw RpcErrors.DeadlineExceeded("no worker answered the query");
    }

    private async Task<QueryOutcome?> OfferAsync(
        Run run, WorkflowQuery query, (QueueKey Key, bool Sticky) queue, TimeSpan timeout, CancellationToken cancel)
    {
        var pending = new PendingQuery(Guid.NewGuid().ToString("N"), query);
        engine.Matching.Queue(queue.Key).Offer(
            new QueryMatch(run, run.Now, pending, queue.Sticky));
        try
        {
            return await pending.Done.Task.WaitAsync(timeout, cancel);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            pending.Done.TrySetCanceled(CancellationToken.None);
            _sent.TryRemove(pending.Id, out _);
        }
    }

    private static Payloads Result(QueryOutcome outcome) => outcome.Error is null ? outcome.Answer! : throw outcome.Error;
}

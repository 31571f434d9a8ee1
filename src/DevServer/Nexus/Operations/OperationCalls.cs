using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Nexus.Tasks;
using BackgroundAgent.DevServer.Nexus.Wire;
using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>Asks handlers to start and to cancel the operations of runs, and records what they answer. Never under a gate.</summary>
internal sealed class OperationCalls(HistoryEngine engine, NexusParts parts)
{
    private static readonly TimeSpan AnswerOnItsWay = TimeSpan.FromSeconds(1);

    /// <summary>Requests to cancel that are under way, by run and operation; they end when the answer is saved.</summary>
    private readonly ConcurrentDictionary<(long Serial, long ScheduledId), Task> _cancels = new();

    private readonly HandlerRequests _requests = new(engine, parts);

    public void Start(Run run, long scheduledId) => _ = Task.Run(() => GuardedAsync(StartAsync(run, scheduledId)));

    public void Cancel(Run run, long scheduledId)
    {
        var key = (run.Serial, scheduledId);
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cancels[key] = saved.Task;
        _ = Task.Run(async () =>
        {
            await GuardedAsync(CancelAsync(run, scheduledId));
            _cancels.TryRemove(new(key, saved.Task));
            saved.SetResult();
        });
    }

    /// <summary>
    /// Ends when no request to cancel the operation is under way. What a handler cancels may end, and say so, before its answer to the request is here; the
    /// answer is given a moment, so that the history tells the two in their order.
    /// </summary>
    public async Task CancelAnsweredAsync(Run run, long scheduledId)
    {
        if (_cancels.TryGetValue((run.Serial, scheduledId), out var saved))
        {
            await Task.WhenAny(saved, Task.Delay(AnswerOnItsWay));
        }
    }

    private async Task StartAsync(Run run, long scheduledId)
    {
        OperationView view;
        lock (run.Gate)
        {
            if (!run.IsOpen || run.Nexus.Find(scheduledId) is not { State: PendingNexusOperationState.Scheduled } operation)
            {
                return;
            }

            view = OperationView.Of(run, operation, parts.Limits.Request);
        }

        // What a handler may see must be on disk.
        await view.Commit;
        var attempt = view.StartAttempts;
        if (view.StartTime < parts.Limits.ShortestRequest)
        {
            await SaveAsync(run, scheduledId, attempt, (r, o) => r.Nexus.TimeOut(o, view.StartTimeout));
            return;
        }

        var answer = await _requests.StartAsync(view);
        await SaveAsync(run, scheduledId, attempt, (r, o) => SaveStart(r, o, answer));
    }

    private async Task CancelAsync(Run run, long scheduledId)
    {
        OperationView view;
        lock (run.Gate)
        {
            if (!run.IsOpen || run.Nexus.Find(scheduledId) is not { Cancellation.CanBeSent: true } operation)
            {
                return;
            }

            view = OperationView.Of(run, operation, parts.Limits.Request);
        }

        await view.Commit;
        var answer = view.CancelTime < parts.Limits.ShortestRequest
            ? new NexusAnswer.HandlerFailed(NexusFailures.Call($"not enough time to execute another request before {view.CancelTimeout} timeout", retryable: false))
            : await _requests.CancelAsync(view);
        await engine.Change(run, r =>
        {
            if (r.IsOpen && r.Nexus.Find(scheduledId) is { Cancellation: { CanBeSent: true } cancellation } operation && cancellation.Requests.Count == view.CancelAttempts)
            {
                SaveCancel(r, operation, cancellation, answer);
            }
        });
    }

    private Task SaveAsync(Run run, long scheduledId, int attempt, Action<Run, NexusOperation> save) => engine.Change(run, r =>
    {
        // It may have ended meanwhile: timed out, or completed by its callback.
        if (r.IsOpen && r.Nexus.Find(scheduledId) is { State: PendingNexusOperationState.Scheduled } operation && operation.Start.Count == attempt)
        {
            save(r, operation);
        }
    });

    private void SaveStart(Run run, NexusOperation operation, NexusAnswer answer)
    {
        switch (answer)
        {
            case NexusAnswer.Succeeded { Result: { } result } when engine.Sizes.IsTooLarge(result):
                run.Nexus.Fail(operation, NexusFailures.Call("http: response body too large", retryable: false));
                break;
            case NexusAnswer.Succeeded done:
                run.Nexus.Complete(operation, done.Result, done.Links);
                break;
            case NexusAnswer.Started started:
                run.Nexus.Start(operation, started.Token, started.Links);
                run.WakeWorkflow();
                break;
            case NexusAnswer.Unsuccessful { Canceled: true } canceled:
                run.Nexus.Cancel(operation, canceled.Cause);
                break;
            case NexusAnswer.Unsuccessful failed:
                run.Nexus.Fail(operation, failed.Cause);
                break;
            case NexusAnswer.HandlerFailed { IsRetryable: true } error:
                run.Nexus.PutOff(operation.Start, error.Error, parts.Limits.OperationRetry);
                break;
            case NexusAnswer.HandlerFailed error:
                run.Nexus.Fail(operation, error.Error);
                break;
            default:
                run.Nexus.PutOff(operation.Start, NexusFailures.Handler("INTERNAL", "empty outcome"), parts.Limits.OperationRetry);
                break;
        }
    }

    private void SaveCancel(Run run, NexusOperation operation, NexusCancellation cancellation, NexusAnswer answer)
    {
        switch (answer)
        {
            case NexusAnswer.CancelAccepted:
                run.Nexus.CancelDelivered(operation);
                break;
            case NexusAnswer.HandlerFailed { IsRetryable: false } error:
                run.Nexus.CancelRefused(operation, error.Error);
                break;
            case NexusAnswer.HandlerFailed error:
                run.Nexus.PutOff(cancellation.Requests, error.Error, parts.Limits.OperationRetry);
                break;
            default:
                run.Nexus.PutOff(cancellation.Requests, NexusFailures.Handler("INTERNAL", "empty outcome"), parts.Limits.OperationRetry);
                break;
        }
    }

    /// <summary>Nobody waits for these; what stops them is the end of the store, of which every caller hears.</summary>
    private static async Task GuardedAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (StoreException)
        {
            // The store has stopped.
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>Calls the completion callbacks of runs that have ended, again and again until each is delivered or refused.</summary>
internal sealed class CallbackDelivery(HistoryEngine engine, NexusParts parts)
{
    /// <summary>Those being called now: run and place among its callbacks.</summary>
    private readonly ConcurrentDictionary<(long Serial, int Index), bool> _calls = new();

    public void Deliver(Run run)
    {
        List<int> due;
        lock (run.Gate)
        {
            due = [.. Enumerable.Range(0, run.Callbacks.All.Count).Where(i => run.Callbacks.All[i].State == CallbackState.Scheduled && _calls.TryAdd((run.Serial, i), true))];
        }

        foreach (var index in due)
        {
            // Time stands still while somebody is being told.
            engine.Skipper.EnterWork();
            _ = Task.Run(() => CallAsync(run, index));
        }
    }

    /// <summary>After a restart: goes on with what was owed.</summary>
    public void Resume()
    {
        foreach (var (key, _) in engine.Store.LoadRecords(CallbackMachine.OwedKind))
        {
            if (engine.Store.Find(long.Parse(key, CultureInfo.InvariantCulture)) is { } row &&
                engine.Index.Find(new RunKey(row.Namespace, row.WorkflowId, row.RunId)) is { } record)
            {
                var run = engine.Index.Load(record);
                Register(run);
                Deliver(run);
                continue;
            }

            // The run was deleted before it could tell.
            var write = new StoreWrite();
            write.Records.Add(new RecordWrite(CallbackMachine.OwedKind, key, null));
            _ = engine.Store.CommitAsync(write);
        }
    }

    private async Task CallAsync(Run run, int index)
    {
        try
        {
            RunCallback callback;
            Completion completion;
            Task commit;
            lock (run.Gate)
            {
                callback = run.Callbacks.All[index];
                completion = Completion.Of(run, callback);
                commit = run.LastCommit;
            }

            await commit;
            var problem = await TellAsync(callback.Callback, completion);
            await engine.Change(run, r => Save(r, index, problem));
            Register(run);
        }
        catch (StoreException)
        {
            // The store has stopped; a restart goes on from what is on disk.
        }
        finally
        {
            engine.Skipper.ExitWork();
        }
    }

    /// <summary>Null when it was delivered.</summary>
    private async Task<CallProblem?> TellAsync(Callback callback, Completion completion)
    {
        if (callback.Nexus.Url != CallbackChecks.SystemUrl)
        {
            return new CallProblem("callbacks outside of this server are not called", IsRetryable: false);
        }

        if (CallbackToken.Read(callback.Nexus.Header.GetValueOrDefault(CallbackToken.Header)) is not { } token)
        {
            return new CallProblem("handler error (BAD_REQUEST): invalid callback token", IsRetryable: false);
        }

        try
        {
            await parts.Completions.CompleteAsync(token, completion);
            return null;
        }
        catch (RpcException e)
        {
            return new CallProblem($"handler error (NOT_FOUND): {e.Status.Detail}", IsRetryable: false);
        }
    }

    private void Save(Run run, int index, CallProblem? problem)
    {
        _calls.TryRemove((run.Serial, index), out _);
        var callback = run.Callbacks.All[index];
        switch (problem)
        {
            case null:
                run.Callbacks.Succeed(callback);
                break;
            case { IsRetryable: true }:
                run.Callbacks.PutOff(callback, problem.Message, parts.Limits.CallbackRetry);
                break;
            default:
                run.Callbacks.Fail(callback, problem.Message);
                break;
        }
    }

    private void Register(Run run)
    {
        DateTimeOffset? next;
        lock (run.Gate)
        {
            next = run.Callbacks.NextTime;
        }

        if (next is { } due)
        {
            engine.Deadlines.Add(due, new Wake(engine, run));
        }
    }

    private sealed record CallProblem(string Message, bool IsRetryable);

    private sealed class Wake(HistoryEngine engine, Run run) : IDeadlineOwner
    {
        public void OnDue(DateTimeOffset now)
        {
            try
            {
                engine.Change(run, r => r.Callbacks.Resume(now));
            }
            catch (StoreException)
            {
                // The store has stopped.
            }
        }
    }
}

using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Standalone;

/// <summary>All standalone activities: finds them, changes them, stores them, wakes them when something is due.</summary>
internal sealed class StandaloneBook(HistoryEngine engine)
{
    private const string Kind = "activity";

    private readonly Lock _startGate = new();
    private readonly ConcurrentDictionary<string, StandaloneActivity> _byRun = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Namespace, string Id), StandaloneActivity> _current = new();

    public SizeLimits Sizes => engine.Sizes;

    public DateTimeOffset Now => engine.Clock.GetUtcNow();

    public void Load()
    {
        foreach (var (_, bytes) in engine.Store.LoadRecords(Kind))
        {
            var activity = StandaloneRecords.Read(bytes);
            _byRun[activity.Info.RunId] = activity;
            _current.AddOrUpdate((activity.Namespace, activity.Info.ActivityId), activity, (_, other) => Later(other, activity));
        }

        foreach (var activity in _byRun.Values)
        {
            Register(activity);
            if (activity is { IsOpen: true, IsStarted: false, Info.NextAttemptScheduleTime: null })
            {
                Offer(activity);
            }
        }
    }

    /// <summary>Open ones, newest first, then closed ones, the last closed first.</summary>
    public IEnumerable<StandaloneActivity> All(string @namespace) => _byRun.Values
        .Where(a => a.Namespace == @namespace && !a.IsDeleted)
        .OrderByDescending(a => a.Info.CloseTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue)
        .ThenByDescending(a => a.Info.ScheduleTime.ToDateTimeOffset())
        .ThenBy(a => a.Info.RunId, StringComparer.Ordinal);

    public StandaloneActivity? FindRun(string runId) => _byRun.GetValueOrDefault(runId);

    /// <summary>The activity with this id; the one started last when no run id is given.</summary>
    public StandaloneActivity Require(string @namespace, string id, string runId)
    {
        engine.Namespaces.Require(@namespace);
        if (id.Length == 0)
        {
            throw RpcErrors.InvalidArgument("activity ID is required");
        }

        if (id.Length > Limits.MaxIdLength)
        {
            throw RpcErrors.InvalidArgument($"activity ID exceeds length limit. Length={id.Length} Limit={Limits.MaxIdLength}");
        }

        if (runId.Length > 0 && !Guid.TryParse(runId, out _))
        {
            throw RpcErrors.InvalidArgument("invalid run id: must be a valid UUID");
        }

        var found = runId.Length == 0 ? _current.GetValueOrDefault((@namespace, id)) : FindRun(runId);
        return found is { IsDeleted: false } && found.Namespace == @namespace && found.Info.ActivityId == id
            ? found
            : throw RpcErrors.NotFound(runId.Length == 0 ? $"activity not found for ID: {id}" : $"activity execution not found for activity ID \"{id}\" and run ID \"{runId}\"");
    }

    /// <summary>Starts an activity unless the policies for its id say otherwise; they decide under the lock of all starts.</summary>
    public (StandaloneActivity Activity, bool Started) Start(StandaloneActivity activity, Func<StandaloneActivity, bool> useExisting)
    {
        lock (_startGate)
        {
            var id = (activity.Namespace, activity.Info.ActivityId);
            if (_current.TryGetValue(id, out var existing) && !existing.IsDeleted && useExisting(existing))
            {
                return (existing, existing.StartRequestId == activity.StartRequestId);
            }

            _byRun[activity.Info.RunId] = activity;
            _current[id] = activity;
        }

        _ = Change(activity, _ => activity.Info.NextAttemptScheduleTime is null, (_, offer) => offer);
        return (activity, true);
    }

    public async Task<T> ChangeAsync<T>(StandaloneActivity activity, Func<StandaloneActivity, T> change)
    {
        var (result, commit) = Change(activity, change, (_, _) => false);
        await commit;
        return result;
    }

    public Task ChangeAsync(StandaloneActivity activity, Action<StandaloneActivity> change) => ChangeAsync(activity, a =>
    {
        change(a);
        return true;
    });

    public async Task DeleteAsync(StandaloneActivity activity)
    {
        await ChangeAsync(activity, a => a.IsDeleted = true);
        _byRun.TryRemove(activity.Info.RunId, out _);
        _current.TryRemove(KeyValuePair.Create((activity.Namespace, activity.Info.ActivityId), activity));
    }

    /// <summary>Waits until the condition gives something, the time is over (null), or the caller goes.</summary>
    public async Task<T?> WaitAsync<T>(StandaloneActivity activity, Func<StandaloneActivity, T?> condition, TimeSpan timeout, CancellationToken cancel)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout, engine.Clock.Real);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        while (true)
        {
            T? result;
            Task next;
            Task commit;
            lock (activity.Gate)
            {
                (result, next, commit) = (condition(activity), activity.NextChange(), activity.LastCommit);
            }

            if (result is not null)
            {
                await commit;
                return result;
            }

            try
            {
                await next.WaitAsync(both.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private (T Result, Task Commit) Change<T>(StandaloneActivity activity, Func<StandaloneActivity, T> change, Func<StandaloneActivity, T, bool> offer)
    {
        engine.Skipper.EnterWork();
        try
        {
            T result;
            Task commit;
            bool offered;
            TaskCompletionSource? changed;
            lock (activity.Gate)
            {
                var busy = activity.IsStarted;
                result = change(activity);
                offered = offer(activity, result);
                var write = new StoreWrite();
                write.Records.Add(new RecordWrite(Kind, activity.Key, activity.IsDeleted ? null : StandaloneRecords.Write(activity)));
                commit = activity.LastCommit = engine.Store.CommitAsync(write);
                changed = activity.TakeChanged();
                if (engine.Skipper.IsOn && busy != activity.IsStarted)
                {
                    engine.Skipper.CountBusy(activity.IsStarted ? 1 : -1);
                }
            }

            changed?.TrySetResult();
            Register(activity);
            if (offered)
            {
                Offer(activity);
            }

            return (result, commit);
        }
        finally
        {
            engine.Skipper.ExitWork();
        }
    }

    private void Offer(StandaloneActivity activity)
    {
        var info = activity.Info;
        var key = new QueueKey(activity.Namespace, info.TaskQueue, TaskQueueType.Activity);
        if (engine.Deployments.Queue(key.Namespace, key.Name, key.Type)?.Target(info.ActivityId) is { } version)
        {
            key = key with { Version = Workers.Deployments.VersionName.Old(version) };
        }

        engine.Matching.Queue(key).Offer(new StandaloneMatch(activity, Now, info.StateTransitionCount) { Priority = info.Priority });
    }

    private void Register(StandaloneActivity activity)
    {
        var due = activity.Deadline;
        if (due is null && !activity.IsOpen && engine.Namespaces.Find(activity.Namespace) is { } owner)
        {
            due = activity.Info.CloseTime.ToDateTimeOffset() + owner.Retention;
        }

        if (due is { } time && !activity.IsDeleted)
        {
            engine.Deadlines.Add(time, new Wake(this, activity));
        }
    }

    private static StandaloneActivity Later(StandaloneActivity a, StandaloneActivity b) => a.Info.ScheduleTime > b.Info.ScheduleTime ? a : b;

    private void OnDue(StandaloneActivity activity, DateTimeOffset now)
    {
        bool isDue;
        lock (activity.Gate)
        {
            isDue = activity.Deadline <= now;
        }

        if (isDue)
        {
            _ = Change(activity, a => a.FireDue(now), (_, offer) => offer);
        }
        else if (!activity.IsOpen && engine.Namespaces.Find(activity.Namespace) is { } owner && activity.Info.CloseTime.ToDateTimeOffset() + owner.Retention <= now)
        {
            _ = DeleteAsync(activity);
        }
    }

    private sealed class Wake(StandaloneBook book, StandaloneActivity activity) : IDeadlineOwner
    {
        public void OnDue(DateTimeOffset now) => book.OnDue(activity, now);
    }
}

using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Matching;

/// <summary>
/// One task queue: a waiting worker gets a task at once (sync match), else the task waits in a backlog kept by priority.
/// The backlog is not stored; it is made again from the open runs at start.
/// </summary>
internal sealed class MatchQueue(QueueKey key, TimeProvider clock, TimeSkipper skipper, Backlog backlog)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly ConcurrentDictionary<string, PollerSeen> _pollers = new();
    private bool _closed;
    private ITimer? _timer;

    public QueueKey Key { get; } = key;

    /// <summary>How many tasks came and went, by priority.</summary>
    public ConcurrentDictionary<int, QueueStats> Stats { get; } = new();

    /// <summary>How fast tasks may leave; null (usually) for as fast as workers take them.</summary>
    public DispatchLimit? Limit { get; set; }

    public int BacklogCount
    {
        get
        {
            lock (_gate)
            {
                return backlog.Count;
            }
        }
    }

    /// <summary>What waits at each priority: how many, and since when.</summary>
    public List<(int Priority, int Count, DateTimeOffset Oldest)> BacklogLevels
    {
        get
        {
            lock (_gate)
            {
                return [.. backlog.Levels.Select(l => (l.Key, l.Value.Count, l.Value.Oldest))];
            }
        }
    }

    public IEnumerable<PollerSeen> Pollers => _pollers.Values;

    public DateTimeOffset? LastPoll { get; private set; }

    /// <summary>A worker waits now or did so within the given time.</summary>
    public bool IsPolled(TimeSpan within)
    {
        lock (_gate)
        {
            return !_closed && (_waiters.Count > 0 || (LastPoll is { } last && clock.GetUtcNow() - last <= within));
        }
    }

    public void Offer(MatchTask task, bool first = false)
    {
        lock (_gate)
        {
            if (!first)
            {
                StatsOf(task).CountAdd();
            }

            if (Limit is not null)
            {
                backlog.Add(task, first);
                Pump();
                return;
            }

            if (!TryDeliver(task))
            {
                backlog.Add(task, first);
            }
        }
    }

    /// <summary>
    /// The next task, or null when the time is over. A cancelled caller gets an exception and no task. A task on its way to a worker is
    /// work in hand: time stands still until the caller says <see cref="Settled"/>.
    /// </summary>
    public async Task<MatchTask?> PollAsync(Poller poller, TimeSpan timeout, CancellationToken cancel)
    {
        Waiter waiter;
        lock (_gate)
        {
            LastPoll = clock.GetUtcNow();
            _pollers[poller.Identity + poller.InstanceKey] = new PollerSeen(poller, LastPoll.Value);
            cancel.ThrowIfCancellationRequested();
            if (Limit is null && backlog.Take() is { } task)
            {
                StatsOf(task).CountDispatch();
                skipper.EnterWork();
                return task;
            }

            waiter = new Waiter(poller);
            _waiters.AddLast(waiter.Node);
            if (Limit is not null)
            {
                Pump();
            }
        }

        using var limit = new CancellationTokenSource(timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var registration = both.Token.Register(() => Remove(waiter));
        var result = await waiter.Done.Task;
        LastPoll = clock.GetUtcNow();
        if (result is not null && cancel.IsCancellationRequested)
        {
            Offer(result, first: true);
            Settled();
            cancel.ThrowIfCancellationRequested();
        }

        cancel.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>The task that a poll gave has been started, or given back.</summary>
    public void Settled() => skipper.ExitWork();

    /// <summary>Ends the waiting polls of a worker that shuts down.</summary>
    public void EndPolls(Func<Poller, bool> match)
    {
        lock (_gate)
        {
            foreach (var waiter in _waiters.Where(w => match(w.Poller)).ToList())
            {
                _waiters.Remove(waiter.Node);
                waiter.Done.TrySetResult(null);
            }
        }
    }

    /// <summary>The worker of this sticky queue is going: it counts as not polled from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    public List<MatchTask> TakeAll()
    {
        lock (_gate)
        {
            return backlog.TakeAll();
        }
    }

    /// <summary>Puts a limit into force, or a change of it.</summary>
    public void UseLimit(DispatchLimit limit)
    {
        lock (_gate)
        {
            Limit = limit;
            Pump();
        }
    }

    private QueueStats StatsOf(MatchTask task) => Stats.GetOrAdd(Backlog.PriorityOf(task), _ => new QueueStats(clock));

    private bool TryDeliver(MatchTask task)
    {
        while (_waiters.First is { } node)
        {
            _waiters.RemoveFirst();
            skipper.EnterWork();
            if (node.Value.Done.TrySetResult(task))
            {
                StatsOf(task).CountDispatch();
                return true;
            }

            skipper.LeaveWork();
        }

        return false;
    }

    /// <summary>Sends what the limit allows, and comes back when it allows more. Needs the lock.</summary>
    private void Pump()
    {
        while (_waiters.Count > 0 && backlog.Peek() is { } next)
        {
            if (!Limit!.TryTake(next, out var wait))
            {
                _timer ??= clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }

            var task = backlog.Take()!;
            if (!TryDeliver(task))
            {
                backlog.Add(task, first: true);
            }
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            Pump();
        }
    }

    private void Remove(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node.List is not null)
            {
                _waiters.Remove(waiter.Node);
            }
        }

        waiter.Done.TrySetResult(null);
    }

    private sealed class Waiter
    {
        public Waiter(Poller poller)
        {
            Poller = poller;
            Node = new LinkedListNode<Waiter>(this);
        }

        public Poller Poller { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<MatchTask?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>When a worker was last seen at a queue.</summary>
internal sealed record PollerSeen(Poller Poller, DateTimeOffset LastAccess);

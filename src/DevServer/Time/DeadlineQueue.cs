namespace BackgroundAgent.DevServer.Time;

/// <summary>
/// One heap of due moments. Entries are hints: the owner decides what is due, so a stale entry costs one idle call and
/// nothing has to be removed from the heap.
/// </summary>
internal sealed class DeadlineQueue : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<IDeadlineOwner, long> _heap = new();
    private readonly ServerClock _clock;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private int _telling;
    private bool _stopped;

    public DeadlineQueue(ServerClock clock)
    {
        _clock = clock;
        _timer = clock.Real == TimeProvider.System
            ? new WakeThread(Fire)
            : clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised after what was due has been told, also when none of it had anything to do.</summary>
    public event Action? Fired;

    /// <summary>The earliest registered moment; null when there is none, and while owners are told of an earlier one, since that may lead to others.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (_gate)
            {
                return _telling == 0 && _heap.TryPeek(out _, out var due) ? new DateTimeOffset(due, TimeSpan.Zero) : null;
            }
        }
    }

    public void Add(DateTimeOffset due, IDeadlineOwner owner)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _heap.Enqueue(owner, due.UtcTicks);
            if (due.UtcTicks < _armedFor)
            {
                Arm(due.UtcTicks);
            }
        }
    }

    /// <summary>Looks again after the clock was moved.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            if (!_stopped && _heap.TryPeek(out _, out var due))
            {
                Arm(due);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            _heap.Clear();
        }

        _timer.Dispose();
    }

    private void Arm(long dueTicks)
    {
        _armedFor = dueTicks;
        var wait = TimeSpan.FromTicks(Math.Max(0, dueTicks - _clock.GetUtcNow().UtcTicks));
        // Timers count whole milliseconds: round up, else it would fire just before the moment and spin.
        wait = wait > LongestWait ? LongestWait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        var due = new HashSet<IDeadlineOwner>(ReferenceEqualityComparer.Instance);
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            while (_heap.TryPeek(out var owner, out var ticks) && ticks <= now.UtcTicks)
            {
                _heap.Dequeue();
                due.Add(owner);
            }

            _telling++;
            _armedFor = long.MaxValue;
            if (_heap.TryPeek(out _, out var next))
            {
                Arm(next);
            }
        }

        try
        {
            foreach (var owner in due)
            {
                owner.OnDue(now);
            }
        }
        finally
        {
            lock (_gate)
            {
                _telling--;
            }
        }

        Fired?.Invoke();
    }
}

using System.Diagnostics;

namespace BackgroundAgent.DevServer.Time;

/// <summary>
/// A timer with a thread of its own. The system's timers queue behind everything the thread pool has to do, which under load is tens of
/// milliseconds; a thread that sleeps until the moment is run at once.
/// </summary>
internal sealed class WakeThread(Action wake) : ITimer
{
    private const long Never = long.MaxValue;

    private readonly object _gate = new();
    private long _due = Never;
    private bool _stopped;
    private Thread? _thread;

    /// <summary>Sets the one moment to wake at; there is no period.</summary>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return false;
            }

            _due = dueTime == Timeout.InfiniteTimeSpan ? Never : Stopwatch.GetTimestamp() + (long)(dueTime.TotalSeconds * Stopwatch.Frequency);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "deadlines" };
                _thread.UnsafeStart();
            }

            Monitor.Pulse(_gate);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        while (Sleep())
        {
            wake();
        }
    }

    /// <summary>False when the timer is stopped, true when its moment has come.</summary>
    private bool Sleep()
    {
        lock (_gate)
        {
            while (!_stopped)
            {
                var due = _due;
                var left = due == Never ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (left <= TimeSpan.Zero)
                {
                    _due = Never;
                    return true;
                }

                // Rounded up: waking early would only mean to sleep again.
                Monitor.Wait(_gate, due == Never ? Timeout.Infinite : (int)Math.Ceiling(Math.Min(left.TotalMilliseconds, int.MaxValue)));
            }

            return false;
        }
    }
}

namespace BackgroundAgent.DevServer.Time;

/// <summary>
/// Moves the clock to the next deadline when time is not locked and no run waits for a worker. Work in hand (a change
/// whose consequences are still being carried out) keeps time still as well.
/// </summary>
internal sealed class TimeSkipper(ServerClock clock, DeadlineQueue deadlines)
{
    private readonly Lock _gate = new();
    private int _locks;
    private int _busy;
    private int _working;

    /// <summary>False on an ordinary server: time passes by itself.</summary>
    public bool IsOn { get; private set; }

    public void TurnOn(bool locked)
    {
        IsOn = true;

        // A stale entry, such as the timer of a run that has ended, changes nothing; time must not stop at it.
        deadlines.Fired += TrySkip;
        _locks = locked ? 1 : 0;
    }

    public void Lock()
    {
        lock (_gate)
        {
            _locks++;
        }
    }

    public bool Unlock()
    {
        lock (_gate)
        {
            if (_locks == 0)
            {
                return false;
            }

            _locks--;
        }

        TrySkip();
        return true;
    }

    /// <summary>
    /// As <see cref="Unlock"/>, but time moves only once the sleep is registered. What a worker has in hand counts as a lock, as in the Java test
    /// server: an activity that sleeps lets time go on, past its own timeouts too.
    /// </summary>
    public bool UnlockForSleep()
    {
        lock (_gate)
        {
            if (_locks + _busy <= 0)
            {
                return false;
            }

            _locks--;
            return true;
        }
    }

    public void CountBusy(int change)
    {
        lock (_gate)
        {
            _busy += change;
        }
    }

    public void EnterWork()
    {
        if (IsOn)
        {
            lock (_gate)
            {
                _working++;
            }
        }
    }

    /// <summary>As <see cref="ExitWork"/>, but time does not move yet: the caller has more in hand, or holds a lock.</summary>
    public void LeaveWork()
    {
        if (IsOn)
        {
            lock (_gate)
            {
                _working--;
            }
        }
    }

    public void ExitWork()
    {
        if (!IsOn)
        {
            return;
        }

        lock (_gate)
        {
            _working--;
        }

        TrySkip();
    }

    /// <summary>Moves to the next deadline if nothing holds time; the deadline queue then fires and asks again.</summary>
    public void TrySkip()
    {
        if (!IsOn)
        {
            return;
        }

        lock (_gate)
        {
            if (_locks + _busy > 0 || _working > 0 || deadlines.Next is not { } next)
            {
                return;
            }

            clock.SkipBy(next - clock.GetUtcNow());
        }

        deadlines.Refresh();
    }
}

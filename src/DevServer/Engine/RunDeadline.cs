using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// A run's entry in the deadline queue. Two entries of one run count as one. It names the run instead of holding it: most deadlines are
/// timeouts that lie far behind the end of their run.
/// </summary>
internal sealed class RunDeadline(HistoryEngine engine, long serial) : IDeadlineOwner
{
    public void OnDue(DateTimeOffset now)
    {
        if (engine.Index.FindLoaded(serial) is not { IsOpen: true } run)
        {
            // Nothing to do, but time that jumped here may jump on.
            engine.Skipper.TrySkip();
            return;
        }

        try
        {
            engine.Change(run, r =>
            {
                r.RegisteredDeadline = null;
                if (!r.IsOpen)
                {
                    return;
                }

                if (r.Facts.RunExpiration <= now)
                {
                    new RunCloser(engine, r).TimeOut();
                    return;
                }

                r.FireDue(now);
                engine.Register(r);
            });
        }
        catch (Storage.StoreException)
        {
            // The store has stopped; every caller hears of it, and a timer has nobody to tell.
        }
    }
}

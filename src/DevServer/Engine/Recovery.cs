using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Brings the open runs back after a start, with everything that was under way.</summary>
internal static class Recovery
{
    public static void Run(HistoryEngine engine, IStore store, ISet<string> endedWorkers)
    {
        var runs = new List<Run>();
        foreach (var row in store.LoadOpenRuns())
        {
            var run = new Run(new RunKey(row.Namespace, row.WorkflowId, row.RunId), row.Serial, engine.Clock);
            run.Load(store.ReadEvents(row.Serial), row.Side);
            engine.Index.AddOpen(run);
            runs.Add(run);
        }

        foreach (var run in runs)
        {
            // A change that changes nothing but marks everything pending to be offered again.
            engine.Change(run, changed =>
            {
                GiveUpOn(changed, endedWorkers);
                Resume(changed);
            });
            engine.Register(run);
        }

        foreach (var run in runs)
        {
            new ClosingDuties(engine).Reconcile(run);
        }
    }

    /// <summary>Nobody will report what these workers had begun.</summary>
    private static void GiveUpOn(Run run, ISet<string> workers)
    {
        if (run.WorkflowTask.IsStarted && workers.Contains(run.WorkflowTask.Identity))
        {
            run.TimeOutWorkflowTask();
        }

        run.Activities.GiveUpOn(workers);
    }

    private static void Resume(Run run)
    {
        run.RegisteredDeadline = null;
        if (run.WorkflowTask is { IsPending: true, IsStarted: false })
        {
            run.Add(new Effect(EffectKind.OfferWorkflowTask));
        }
        else if (!run.WorkflowTask.IsPending && run.WorkflowTask.Attempt > 1)
        {
            run.WakeWorkflow();
        }

        run.Nexus.Repeat();
        foreach (var activity in run.Activities.Pending.Where(a => !a.IsStarted && !a.IsBackingOff))
        {
            run.Add(new Effect(EffectKind.OfferActivity, activity.ScheduledId));
        }

        foreach (var child in run.Children.Pending.Where(c => !c.IsStarted))
        {
            run.Add(new Effect(EffectKind.StartChild, child.InitiatedId));
        }

        foreach (var initiatedId in run.ExternalSignals.Pending.Keys)
        {
            run.Add(new Effect(EffectKind.SignalExternal, initiatedId));
        }

        foreach (var initiatedId in run.ExternalCancels.Pending.Keys)
        {
            run.Add(new Effect(EffectKind.CancelExternal, initiatedId));
        }
    }
}

using BackgroundAgent.DevServer.Matching;
using BackgroundAgent.DevServer.Workers.Deployments;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Carries out what follows a change, outside the run's gate. Each effect asks the run again: it may be done already.</summary>
internal sealed class EffectDispatcher(HistoryEngine engine)
{
    public void Dispatch(Run run, List<Effect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.OfferWorkflowTask:
                    OfferWorkflowTask(run);
                    break;
                case EffectKind.OfferActivity:
                    OfferActivity(run, effect.EventId);
                    break;
                case EffectKind.StartChild:
                    new ChildLauncher(engine).Start(run, effect.EventId);
                    break;
                case EffectKind.SignalExternal:
                    SignalExternal(run, effect.EventId);
                    break;
                case EffectKind.CancelExternal:
                    CancelExternal(run, effect.EventId);
                    break;
                case EffectKind.StartNexusOperation:
                    engine.Nexus.Calls.Start(run, effect.EventId);
                    break;
                case EffectKind.CancelNexusOperation:
                    engine.Nexus.Calls.Cancel(run, effect.EventId);
                    break;
                case EffectKind.DeliverCallbacks:
                    engine.Nexus.Callbacks.Deliver(run);
                    break;
                case EffectKind.Closed:
                    new ClosingDuties(engine).AfterClose(run);
                    break;
                case EffectKind.ReleaseQueries:
                    lock (run.Gate)
                    {
                        run.LiveQueries.Release();
                    }

                    break;
                default:
                    throw new InvalidOperationException($"unknown effect {effect.Kind}");
            }
        }
    }

    private void OfferWorkflowTask(Run run)
    {
        WorkflowMatch task;
        QueueKey queue;
        lock (run.Gate)
        {
            if (!run.IsOpen || !run.WorkflowTask.IsPending || run.WorkflowTask.IsStarted || run.Pause.IsPaused)
            {
                return;
            }

            if (run.WorkflowTask.OnStickyQueue &&
                (!IsAlive(run.Key.Namespace, run.WorkflowTask.StickyQueue) || VersionRouter.HasMoved(engine.Deployments, run)))
            {
                run.WorkflowTask.UseNormalQueue();
            }

            queue = run.WorkflowTask.OnStickyQueue
                ? new QueueKey(run.Key.Namespace, run.WorkflowTask.CurrentQueue().Name, TaskQueueType.Workflow)
                : VersionRouter.Route(engine.Deployments, run, run.Facts.TaskQueue, TaskQueueType.Workflow);
            task = new WorkflowMatch(run, run.Now, run.WorkflowTask.ScheduledId, run.WorkflowTask.OnStickyQueue)
            {
                Priority = run.Facts.Priority,
            };
        }

        engine.Matching.Queue(queue).Offer(task);
    }

    private bool IsAlive(string @namespace, string queue) =>
        engine.Matching.Find(new QueueKey(@namespace, queue, TaskQueueType.Workflow)) is { } found && found.IsPolled(Limits.StickyPollerAlive);

    private void OfferActivity(Run run, long scheduledId)
    {
        ActivityMatch task;
        QueueKey queue;
        lock (run.Gate)
        {
            if (!run.IsOpen || run.Activities.Find(scheduledId) is not { IsStarted: false, IsBackingOff: false } activity)
            {
                return;
            }

            queue = VersionRouter.Route(engine.Deployments, run, activity.Options.TaskQueue.Name, TaskQueueType.Activity, independent: !activity.Attributes.UseWorkflowBuildId);
            task = new ActivityMatch(run, run.Now, scheduledId, activity.Stamp)
            {
                Priority = Priorities.Merge(run.Facts.Priority, activity.Options.Priority),
            };
        }

        engine.Matching.Queue(queue).Offer(task);
    }

    private void SignalExternal(Run run, long initiatedId)
    {
        SignalExternalWorkflowExecutionInitiatedEventAttributes? initiated;
        lock (run.Gate)
        {
            if (!run.ExternalSignals.Pending.TryGetValue(initiatedId, out initiated))
            {
                return;
            }
        }

        var cause = SignalExternalWorkflowExecutionFailedCause.Unspecified;
        try
        {
            var target = engine.Get(initiated.Namespace, initiated.WorkflowExecution.WorkflowId, initiated.WorkflowExecution.RunId);
            engine.Change(target, t => ExternalDelivery.Signal(t, run.Key, initiatedId, initiated));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            cause = SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }
        catch (RpcException)
        {
            cause = SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded;
        }

        engine.Change(run, r =>
        {
            if (cause == SignalExternalWorkflowExecutionFailedCause.Unspecified)
            {
                r.ExternalSignals.Succeed(initiatedId);
            }
            else if (r.IsOpen)
            {
                r.ExternalSignals.Fail(initiatedId, cause);
            }
        });
    }

    private void CancelExternal(Run run, long initiatedId)
    {
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes? initiated;
        lock (run.Gate)
        {
            if (!run.ExternalCancels.Pending.TryGetValue(initiatedId, out initiated))
            {
                return;
            }
        }

        var found = true;
        try
        {
            var target = engine.Get(initiated.Namespace, initiated.WorkflowExecution.WorkflowId, initiated.WorkflowExecution.RunId);
            engine.Change(target, t => ExternalDelivery.Cancel(t, run.Key, initiatedId, initiated));
        }
        catch (RpcException)
        {
            found = false;
        }

        engine.Change(run, r =>
        {
            if (found)
            {
                r.ExternalCancels.Succeed(initiatedId);
            }
            else if (r.IsOpen)
            {
                r.ExternalCancels.Fail(initiatedId, CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound);
            }
        });
    }
}

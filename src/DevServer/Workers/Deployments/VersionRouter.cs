using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Matching;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>
/// Says which workers a task goes to: those of the version its run is pinned to, else those of the queue's current or ramping version,
/// else the unversioned ones.
/// </summary>
internal static class VersionRouter
{
    /// <summary>The queue for a task of the run, or one that does not depend on the run's build. Needs the run's gate.</summary>
    public static QueueKey Route(DeploymentBook book, Run run, string queue, TaskQueueType type, bool independent = false)
    {
        var key = new QueueKey(run.Key.Namespace, queue, type);
        var versions = book.Queue(key.Namespace, queue, type);
        if (run.Versioning.Pinned is { } pinned)
        {
            var name = VersionName.Old(pinned);

            // An activity whose queue the pinned version does not serve is independent of it.
            if (type == TaskQueueType.Workflow || versions?.Members.Contains(name) == true)
            {
                return key with { Version = name };
            }
        }

        if (Target(versions, run) is { } target)
        {
            return key with { Version = VersionName.Old(target) };
        }

        var set = run.Versioning.EffectiveBehavior == VersioningBehavior.Unspecified ? book.Sets.For(run, queue, independent) : null;
        return set is null ? key : key with { Version = set.QueueVersion };
    }

    /// <summary>The worker that has the run cached is of a version the run has left. Needs the run's gate.</summary>
    public static bool HasMoved(DeploymentBook book, Run run)
    {
        if (book.Sets.HasMoved(run))
        {
            return true;
        }

        if (book.Queue(run.Key.Namespace, run.Facts.TaskQueue, TaskQueueType.Workflow) is not { } versions)
        {
            return false;
        }

        var target = run.Versioning.Pinned ?? Target(versions, run);
        return target is not null && !target.Equals(run.Versioning.LastVersion);
    }

    /// <summary>A pinned run would belong to another version if it were not pinned; its worker is told. Needs the run's gate.</summary>
    public static bool TargetDiffers(DeploymentBook book, Run run) =>
        run.Versioning is { EffectiveBehavior: VersioningBehavior.Pinned, Override: null, LastVersion: { } version } &&
        book.Queue(run.Key.Namespace, run.Facts.TaskQueue, TaskQueueType.Workflow) is { } versions &&
        !version.Equals(versions.Target(run.Key.WorkflowId));

    /// <summary>After a change of version sets: workers ask again, since another set or nothing may be theirs now.</summary>
    public static void RerouteSets(HistoryEngine engine, string @namespace)
    {
        foreach (var queue in engine.Matching.Queues.Where(q => q.Key.Namespace == @namespace))
        {
            queue.EndPolls(p => p.SetBuildId.Length > 0);
        }

        Reroute(engine, @namespace);
    }

    /// <summary>Offers again what waits in a namespace, for tasks whose version has changed.</summary>
    public static void Reroute(HistoryEngine engine, string @namespace)
    {
        foreach (var queue in engine.Matching.Queues.Where(q => q.Key.Namespace == @namespace && q.BacklogCount > 0))
        {
            foreach (var task in queue.TakeAll())
            {
                switch (task)
                {
                    case WorkflowMatch match:
                        engine.Change(match.Run, run => run.Add(new Effect(EffectKind.OfferWorkflowTask)));
                        break;
                    case ActivityMatch match:
                        engine.Change(match.Run, run => run.Add(new Effect(EffectKind.OfferActivity, match.ScheduledId)));
                        break;
                    case QueryMatch { OnSticky: false } match:
                        engine.Matching.Queue(QueueOf(engine, match)).Offer(match);
                        break;
                    default:
                        queue.Offer(task);
                        break;
                }
            }
        }
    }

    private static WorkerDeploymentVersion? Target(QueueVersions? versions, Run run) => versions?.Target(
        run.Key.WorkflowId, run.Versioning.Info?.ContinueAsNewInitialVersioningBehavior == ContinueAsNewVersioningBehavior.UseRampingVersion);

    private static QueueKey QueueOf(HistoryEngine engine, QueryMatch match)
    {
        lock (match.Run.Gate)
        {
            return Route(engine.Deployments, match.Run, match.Run.Facts.TaskQueue, TaskQueueType.Workflow);
        }
    }
}

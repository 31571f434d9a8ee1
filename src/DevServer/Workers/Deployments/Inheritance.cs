using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>
/// What a child or a following run takes over of its origin's version: a pinned one stays pinned, as long as the version serves the task
/// queue of the new run; one that moves by itself starts from where its origin was.
/// </summary>
internal static class Inheritance
{
    /// <summary>Needs the gate of the origin.</summary>
    /// <param name="book">What task queues serve.</param>
    /// <param name="origin">The parent, or the run before.</param>
    /// <param name="namespace">Of the new run.</param>
    /// <param name="next">The new run.</param>
    /// <param name="build">Where workers are versioned by sets: it goes on with the set of its origin instead of the default one.</param>
    public static void Apply(DeploymentBook book, Run origin, string @namespace, WorkflowExecutionStartedEventAttributes next, bool build)
    {
        next.SourceVersionStamp = build && @namespace == origin.Key.Namespace && next.TaskQueue.Name == origin.Facts.TaskQueue ? origin.Versioning.Stamp?.Clone() : null;
        next.InheritedPinnedVersion = null;
        next.InheritedAutoUpgradeInfo = null;
        next.VersioningOverride = null;
        if (@namespace != origin.Key.Namespace)
        {
            return;
        }

        if (origin.Versioning.Pinned is { } pinned)
        {
            var served = next.TaskQueue.Name == origin.Facts.TaskQueue ||
                book.Queue(@namespace, next.TaskQueue.Name, TaskQueueType.Workflow)?.Members.Contains(VersionName.Old(pinned)) == true;
            if (served)
            {
                next.InheritedPinnedVersion = pinned;
                next.VersioningOverride = origin.Versioning.Override?.Clone();
            }
        }
        else if (origin.Versioning is { EffectiveBehavior: VersioningBehavior.AutoUpgrade, LastVersion: { } version })
        {
            next.InheritedAutoUpgradeInfo = new() { SourceDeploymentVersion = version };
        }
    }

    /// <summary>A run that continues as new may ask to leave its pinned version.</summary>
    public static void Apply(WorkflowExecutionStartedEventAttributes next, Run origin, ContinueAsNewVersioningBehavior asked)
    {
        if (asked == ContinueAsNewVersioningBehavior.Unspecified || origin.Versioning.LastVersion is not { } version || next.VersioningOverride is not null)
        {
            return;
        }

        next.InheritedPinnedVersion = null;
        next.InheritedAutoUpgradeInfo = new() { SourceDeploymentVersion = version, ContinueAsNewInitialVersioningBehavior = asked };
    }
}

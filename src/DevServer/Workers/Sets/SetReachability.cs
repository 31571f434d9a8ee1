using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Workers.Sets;

/// <summary>Which tasks may still reach a worker: those of new workflows, of open ones, of closed ones that somebody queries.</summary>
internal sealed class SetReachability(HistoryEngine engine, string @namespace, TaskReachability asked)
{
    public TaskQueueReachability Of(string queue, string buildId)
    {
        var sets = engine.Deployments.Sets.Of(@namespace, queue);
        var result = new TaskQueueReachability { TaskQueue = queue };
        var set = buildId.Length == 0 ? null : sets.Find(buildId);
        if (buildId.Length > 0 && set?.Default != buildId)
        {
            // Unknown here, or a newer build of its set gets everything.
            return result;
        }

        if (set == sets.Default)
        {
            result.Reachability.Add(TaskReachability.NewWorkflows);
        }

        var runs = engine.Index.All(@namespace).Where(r => IsAsked(r) && IsOf(r.Info, queue, set));
        if (runs.Any())
        {
            result.Reachability.Add(asked is TaskReachability.OpenWorkflows or TaskReachability.ClosedWorkflows ? asked : TaskReachability.ExistingWorkflows);
        }

        return result;
    }

    /// <summary>In one word, as descriptions of task queues have it.</summary>
    public BuildIdTaskReachability Summary(string queue, string buildId)
    {
        var found = Of(queue, buildId).Reachability;
        if (found.Count == 0)
        {
            return BuildIdTaskReachability.Unreachable;
        }

        var open = new SetReachability(engine, @namespace, TaskReachability.OpenWorkflows).Of(queue, buildId).Reachability;
        return found.Contains(TaskReachability.NewWorkflows) || open.Contains(TaskReachability.OpenWorkflows)
            ? BuildIdTaskReachability.Reachable
            : BuildIdTaskReachability.ClosedWorkflowsOnly;
    }

    private bool IsAsked(RunRecord record) => asked switch
    {
        TaskReachability.OpenWorkflows => record.IsOpen,
        TaskReachability.ClosedWorkflows => !record.IsOpen,
        _ => true,
    };

    private static bool IsOf(WorkflowExecutionInfo info, string queue, VersionSet? set) => info.TaskQueue == queue &&
        (info.MostRecentWorkerVersionStamp is { UseVersioning: true } stamp ? set?.BuildIds.Contains(stamp.BuildId) == true : set is null);
}

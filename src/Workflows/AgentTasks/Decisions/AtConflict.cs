using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Decisions;

/// <summary>What next when the branch does not merge with its base.</summary>
internal static class AtConflict
{
    /// <summary>A base that moves faster than CI is not caught up with.</summary>
    public const int Updates = 5;

    public static Decision Decide(TaskProgress progress)
    {
        var detail = progress.Conflict?.Detail ?? progress.Ci.Verdict.Detail;
        var policy = Conflict.PolicyOf(progress);
        return progress.Conflict?.Update switch
        {
            _ when policy == ConflictPolicy.None => Decision.End(Reason.MergeConflict, detail),
            { Status: UpdateBranchStatus.Empty } => Decision.End(Reason.NoChange, "The base has everything that the branch has."),
            { Conflicts: var paths } => Decision.End(
                Reason.ConflictUnresolved, $"The {(policy == ConflictPolicy.Rebase ? "rebase onto" : "merge of")} {progress.Place.BaseBranch} stops at {string.Join(", ", paths)}."),
            null when progress.Place.Updates >= Updates => Decision.End(Reason.MergeConflict, $"{progress.Place.BaseBranch} moved on {Updates} times."),
            null => Decision.Do(Step.Update),
        };
    }
}

using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;

namespace BackgroundAgent.Activities.Maintenance;

/// <summary>Whether a branch is an orphan. Whatever is not sure stays.</summary>
internal static class LeftoverRule
{
    /// <summary>Label that keeps a pull request and its branch.</summary>
    public const string KeepLabel = "bgagent-keep";

    /// <param name="task">What Temporal knows of its task.</param>
    /// <param name="facts">What the forge knows of the branch; null: not asked yet.</param>
    /// <param name="quietSince">The latest moment at which something may have happened for it to be an orphan.</param>
    /// <param name="again">Whether an earlier try may have closed the pull request already, which then is nothing that happened.</param>
    /// <returns>Null: the forge has to be asked.</returns>
    public static LeftoverFinding? Judge(TaskOfBranch task, BranchFacts? facts, DateTimeOffset quietSince, bool again = false)
    {
        if (task.IsAlive)
        {
            return LeftoverFinding.TaskLives;
        }

        // A person has it, or had it and may come back to it.
        if (task.Reason == Reason.HumanTookOver)
        {
            return LeftoverFinding.TakenOver;
        }

        if (task.EndedAt > quietSince)
        {
            return LeftoverFinding.WithinGrace;
        }

        return facts is null ? null : Judge(facts, quietSince, again);
    }

    private static LeftoverFinding Judge(BranchFacts facts, DateTimeOffset quietSince, bool again) => facts switch
    {
        { IsOurs: null } => LeftoverFinding.Unclear,
        { IsOurs: false } => LeftoverFinding.NotOurs,
        { HasOthersWork: true } => LeftoverFinding.OthersWork,
        _ when facts.Labels.Contains(KeepLabel, StringComparer.OrdinalIgnoreCase) => LeftoverFinding.Kept,
        { IsOpen: true, IsDraft: false } => LeftoverFinding.InReview,
        _ => (again ? facts.PushedAt : facts.TouchedAt) > quietSince ? LeftoverFinding.WithinGrace : LeftoverFinding.Orphan,
    };
}

/// <param name="IsAlive">Whether it is at work.</param>
/// <param name="EndedAt">Null: it is at work, or Temporal has forgotten it.</param>
/// <param name="Reason">Why it ended, as far as known.</param>
internal sealed record TaskOfBranch(bool IsAlive, DateTimeOffset? EndedAt, Reason? Reason);

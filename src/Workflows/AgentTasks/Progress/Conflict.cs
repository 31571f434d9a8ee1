using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>A branch that does not merge with its base as it is.</summary>
/// <param name="Detail">The forge's words.</param>
/// <param name="Update">What came of merging or rebasing; null: not tried.</param>
internal sealed record Conflict(string? Detail, UpdateBranchResult? Update = null)
{
    /// <summary>What the policy says about it.</summary>
    public static ConflictPolicy PolicyOf(TaskProgress progress) => progress.Policy.PullRequest?.OnConflict ?? ConflictPolicy.None;

    /// <summary>Writes down what came of an update. A new head is judged anew: by the guards, by CI and by people, whose word was about another commit.</summary>
    public static TaskProgress Apply(TaskProgress progress, UpdateBranchResult result, DateTimeOffset now)
    {
        var place = progress.Place with { Updates = progress.Place.Updates + 1 };
        return result.Status switch
        {
            UpdateBranchStatus.Updated => progress with
            {
                Phase = Phase.Updated,
                Conflict = null,
                Guard = null,
                Failure = null,
                Place = place.Learn(result.Commit!) with
                {
                    HeadCommit = result.Commit,
                    BaseCommit = result.BaseCommit,
                    Rebased = place.Rebased || PolicyOf(progress) == ConflictPolicy.Rebase,
                },
                People = progress.People with { GateDeadline = null, GateExpired = false },
            },

            // Somebody was faster, or the forge has not looked since: ask again.
            UpdateBranchStatus.UpToDate => progress with { Phase = Phase.Pushed, Conflict = null, Place = place, Ci = CiWatch.From(now) },
            _ => progress with { Phase = Phase.Conflicted, Conflict = new Conflict(progress.Conflict?.Detail, result), Place = place },
        };
    }
}

using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>What a fresh work tree means for the task.</summary>
internal static class Preparation
{
    public static TaskProgress Apply(TaskProgress progress, PrepareResult result, DateTimeOffset handBackBy)
    {
        var head = result.HeadCommit;
        var prepared = progress with
        {
            Place = progress.Place with { Ready = true, BaseBranch = result.BaseBranch, BaseCommit = result.BaseCommit },
            Policy = result.Policy,
            PolicyHash = result.PolicyHash,
            KnownIssues = result.KnownIssues,
            Limits = result.Policy.Budgets,
            Links = progress.Links with
            {
                Branch = result.BranchUrl ?? progress.Links.Branch,
                Temporal = result.TemporalUrl ?? progress.Links.Temporal,
            },
        };
        if (IsForeign(prepared, head))
        {
            return prepared with { People = prepared.People with { Foreign = new ForeignHead(head, handBackBy) } };
        }

        return prepared with
        {
            Phase = PhaseAfter(prepared, head),
            Place = prepared.Place.Learn(head) with { HeadCommit = head },
        };
    }

    /// <summary>At the start, and after a hand-back, the branch is taken as it is. Later its tip must be one the task can explain.</summary>
    private static bool IsForeign(TaskProgress progress, string head) => progress.Phase switch
    {
        Phase.Start => false,
        Phase.NeedsPatch or Phase.Patched or Phase.Guarded or Phase.Committed or Phase.Updated => !progress.Place.Knows(head),
        _ => head != progress.Place.HeadCommit,
    };

    /// <summary>An uncommitted patch is gone with its host, and so is a commit that was not pushed; one that was is pushed again, which is nothing.</summary>
    private static Phase PhaseAfter(TaskProgress progress, string head) => progress.Phase switch
    {
        Phase.Start => head == progress.Place.BaseCommit ? Phase.NeedsPatch : Phase.Committed,
        Phase.Patched or Phase.Guarded => Phase.NeedsPatch,
        Phase.Committed => head == progress.Place.HeadCommit ? Phase.Committed : Phase.NeedsPatch,

        // What was updated here is gone with its host: once more, from what is pushed.
        Phase.Updated => head == progress.Place.HeadCommit ? Phase.Updated : Phase.Conflicted,
        var phase => phase,
    };
}

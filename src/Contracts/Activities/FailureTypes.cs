using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>
/// Types of the application failures that activities end with; the task decides by them. Whether a failure is retried is decided
/// where it is mapped, in the activities.
/// </summary>
public static class FailureTypes
{
    /// <summary>This host does not hold the task's work tree any more: prepare again.</summary>
    public const string WorkTreeMissing = "work-tree-missing";

    /// <summary>The work tree does not fit the request, such as a head commit it does not have: prepare again.</summary>
    public const string WorkTreeStale = "work-tree-stale";

    /// <summary>See <see cref="Reason.RepositoryUnreachable"/>.</summary>
    public const string RepositoryUnreachable = "repository-unreachable";

    /// <summary>See <see cref="Reason.PolicyInvalid"/>.</summary>
    public const string PolicyInvalid = "policy-invalid";

    /// <summary>See <see cref="Reason.MergeConflict"/>.</summary>
    public const string MergeConflict = "merge-conflict";

    /// <summary>The base asks for branches that hold all of it, and this one does not.</summary>
    public const string BranchBehind = "branch-behind";

    /// <summary>The forge runs these checks no more.</summary>
    public const string RerunsUsed = "reruns-used";

    /// <summary>The forge refuses what the task asks of it.</summary>
    public const string ForgeRefused = "forge-refused";

    /// <summary>Nobody planned for it.</summary>
    public const string Unexpected = "unexpected";

    /// <summary>The ending that a failure of this type means for the task; null: the task goes on or nobody planned for it.</summary>
    public static Reason? ReasonOf(string? failureType) => failureType switch
    {
        RepositoryUnreachable => Reason.RepositoryUnreachable,
        PolicyInvalid => Reason.PolicyInvalid,
        MergeConflict or BranchBehind => Reason.MergeConflict,
        RerunsUsed => Reason.FlakyPersists,
        ForgeRefused => Reason.PushRejected,
        _ => null,
    };
}

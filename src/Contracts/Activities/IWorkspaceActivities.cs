using Temporalio.Activities;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>Effects that need the work tree. They run on the task queue of the host that holds it.</summary>
public interface IWorkspaceActivities
{
    /// <summary>Fetches the mirror and makes or repairs the task's work tree.</summary>
    [Activity]
    Task<PrepareResult> PrepareAsync(PrepareRequest request);

    /// <summary>Runs the patchers. Starts from a clean work tree at the head commit, so that a second run does not see the first one's edits.</summary>
    [Activity]
    Task<PatchResult> PatchAsync(PatchRequest request);

    [Activity]
    Task<GuardResult> GuardAsync(GuardRequest request);

    [Activity]
    Task<CommitResult> CommitAsync(CommitRequest request);

    [Activity]
    Task<PushResult> PushAsync(PushRequest request);

    /// <summary>Brings the base's commits into the branch of the work tree; nothing is pushed.</summary>
    [Activity]
    Task<UpdateBranchResult> UpdateBranchAsync(UpdateBranchRequest request);

    [Activity]
    Task CleanUpAsync(CleanUpRequest request);
}

/// <summary>Runs on the shared task queue: says which host will hold the work tree.</summary>
public interface IHostActivities
{
    /// <returns>The task queue of the host that ran it.</returns>
    [Activity]
    Task<string> ChooseHostAsync(string taskId);
}

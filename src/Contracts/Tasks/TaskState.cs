using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Where a task is in its life. The last four are terminal.</summary>
[JsonConverter(typeof(KebabCase<TaskState>))]
public enum TaskState
{
    Queued,
    Preparing,
    Patching,
    Verifying,
    Pushing,
    WaitingCi,
    CiAwaitingApproval,
    Classifying,
    Rerunning,
    AwaitingApproval,

    /// <summary>A human pushed to the branch; the task yields until <c>hand-back</c>.</summary>
    Takeover,
    Paused,

    Green,
    Blocked,
    NeedsHuman,
    Cancelled,
}

public static class TaskStates
{
    public static bool IsTerminal(this TaskState state)
        => state is TaskState.Green or TaskState.Blocked or TaskState.NeedsHuman or TaskState.Cancelled;
}

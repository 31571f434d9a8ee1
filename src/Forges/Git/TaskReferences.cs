using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.Git;

/// <summary>The references that a task has in the mirror. They are made and removed under the mirror's lock.</summary>
internal static class TaskReferences
{
    public static string Branch(string taskId) => "refs/heads/" + Naming.Branch(taskId);

    /// <summary>The commit on its way; keeps it from being collected when the branch is reset meanwhile.</summary>
    public static string Pushing(string taskId) => $"refs/bgagent/pushing/{taskId}";

    /// <summary>Where the branch is on the remote, as far as is known here.</summary>
    public static string Pushed(string taskId) => $"refs/bgagent/pushed/{taskId}";
}

using System.Text.Json.Serialization;
using BackgroundAgent.Contracts;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>How far the current round is; what to do next follows from it. Finer than the state that people see.</summary>
[JsonConverter(typeof(KebabCase<Phase>))]
internal enum Phase
{
    /// <summary>Nothing is known of the repository yet, or somebody handed the branch back.</summary>
    Start,
    NeedsPatch,

    /// <summary>A patcher has answered; <see cref="TaskProgress.Patch"/> holds how.</summary>
    Patched,

    /// <summary>The guards have looked at the uncommitted patch.</summary>
    Guarded,
    Committed,

    /// <summary>The push was answered with something else than success.</summary>
    PushFailed,

    /// <summary>The head commit is on the forge and CI is the judge.</summary>
    Pushed,
    Classified,

    /// <summary>CI passed and the guards have looked at the whole branch again.</summary>
    Cleared,

    /// <summary>The pull request does not merge as it is; <see cref="TaskProgress.Conflict"/> holds what is known.</summary>
    Conflicted,

    /// <summary>The base is in the branch and the guards have looked at it; nothing is pushed.</summary>
    Updated,

    /// <summary>The pull request is ready.</summary>
    Published,
}

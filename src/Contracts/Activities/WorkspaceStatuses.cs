using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Activities;

[JsonConverter(typeof(KebabCase<PatchStatus>))]
public enum PatchStatus
{
    /// <summary>A patcher changed files.</summary>
    Patched,

    /// <summary>Every patcher ran and none changed anything.</summary>
    NoChange,

    /// <summary>A patcher ended with an error.</summary>
    Failed,

    /// <summary>A patcher was stopped by its time limit.</summary>
    TimedOut,
}

[JsonConverter(typeof(KebabCase<PushStatus>))]
public enum PushStatus
{
    Pushed,

    /// <summary>The remote branch already was at the commit.</summary>
    UpToDate,

    /// <summary>The remote branch holds commits that the task did not make.</summary>
    Diverged,

    /// <summary>The forge refused for another reason: permission, branch rule, hook.</summary>
    Rejected,
}

using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Activities;

[JsonConverter(typeof(KebabCase<NotificationKind>))]
public enum NotificationKind
{
    /// <summary>The task ended; exactly one per task.</summary>
    Terminal,

    /// <summary>Somebody's approval is asked for.</summary>
    ApprovalNeeded,

    /// <summary>CI will not run before a maintainer allows it.</summary>
    CiApprovalNeeded,

    /// <summary>Somebody pushed to the branch; the task yields.</summary>
    Takeover,
}

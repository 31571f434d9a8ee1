using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Why a task ended: a closed list. Code, state and advice of each stand in <see cref="Reasons"/>.</summary>
[JsonConverter(typeof(KebabCase<Reason>))]
public enum Reason
{
    // green
    CiPassed,
    CiPassedAndApproved,

    // blocked: a stop rule or an outside fault ended it
    AttemptsUsed,
    RuntimeUsed,
    CostUsed,
    NoProgress,
    Oscillation,
    FailuresGrowing,
    SamePatch,
    NoChange,
    PatcherFailed,
    BaseIsRed,
    CiWaitExceeded,
    NoCheckReported,
    CiStartupFailure,
    CiQuota,
    InfrastructurePersists,
    RepositoryUnreachable,
    PushRejected,
    MergeConflict,
    PolicyInvalid,

    // needs-human
    AmbiguousFailure,
    FlakyPersists,
    ConfigurationFailure,
    ProtectedPath,
    TestTampering,
    CoverageDropped,
    SecretInDiff,
    DiffTooLarge,
    ApprovalExpired,
    CiApprovalExpired,
    HumanTookOver,
    RejectedByReviewer,
    ConflictUnresolved,
    InternalError,

    // cancelled
    CancelledByUser,
    CancelledBySystem,
}

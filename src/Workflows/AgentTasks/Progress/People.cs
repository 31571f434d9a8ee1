using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>What people said and what is waited for from them.</summary>
internal sealed record People
{
    public CancelOrder? Cancel { get; init; }

    public bool Paused { get; init; }

    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>A rejection that no attempt has answered yet.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>Rejections and steering, oldest first.</summary>
    public IReadOnlyList<string> Feedback { get; init; } = [];

    /// <summary>How many of <see cref="Feedback"/> a patcher was told.</summary>
    public int FeedbackHeard { get; init; }

    /// <summary>Whether what was not heard yet asks for another attempt of a passed commit. Null: nothing was said, or before that was asked, and then anything does.</summary>
    public bool? WorkAsked { get; init; }

    /// <summary>Somebody else's commits on the branch; null: none, or handed back.</summary>
    public ForeignHead? Foreign { get; init; }

    /// <summary>When the gate closes; null: it was not opened for this commit.</summary>
    public DateTimeOffset? GateDeadline { get; init; }

    public bool GateExpired { get; init; }

    /// <summary>Since when the task waits for people; null: it does not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Time waited for people so far; it is not runtime.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Keys of notices that were asked for, so that each goes out once.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <param name="By">Login; null: the workflow was cancelled through Temporal.</param>
internal sealed record CancelOrder(string? By, string? Why);

/// <param name="Commit">Where the branch is; null: it was deleted.</param>
/// <param name="Deadline">Until when a hand-back is waited for.</param>
internal sealed record ForeignHead(string? Commit, DateTimeOffset Deadline, bool Expired = false);

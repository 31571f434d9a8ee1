using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>
/// Everything a task knows, immutable: decisions are functions of it, and a continued-as-new run starts from it. Lists keep the order
/// in which things happened or are sorted, so that replay sees the same.
/// </summary>
internal sealed record TaskProgress
{
    public DateTimeOffset StartedAt { get; init; }

    public Phase Phase { get; init; } = Phase.Start;

    /// <summary>What people see.</summary>
    public TaskState State { get; init; } = TaskState.Queued;

    public string? Detail { get; init; }

    public Place Place { get; init; } = new();

    public BudgetLimits Limits { get; init; } = new();

    public TaskPolicy Policy { get; init; } = new();

    public string? PolicyHash { get; init; }

    /// <summary>The repository's known issues at the base commit.</summary>
    public ArtifactRef? KnownIssues { get; init; }

    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    public PatchResult? Patch { get; init; }

    public GuardResult? Guard { get; init; }

    public PushResult? Push { get; init; }

    public CiWatch Ci { get; init; } = new();

    /// <summary>Why the branch does not merge; null: it does, or nobody knows.</summary>
    public Conflict? Conflict { get; init; }

    /// <summary>Why the last judged commit failed; null when it passed or nothing was judged yet.</summary>
    public Classification? Failure { get; init; }

    /// <summary>Fingerprints of every commit that failed for its code, oldest first; a hand-back starts anew.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FailureSets { get; init; } = [];

    public Reruns Reruns { get; init; } = new();

    public People People { get; init; } = new();

    public decimal CostUsd { get; init; }

    public int ChangedLines { get; init; }

    public TaskLinks Links { get; init; } = new();

    public bool RuntimeExpired { get; init; }

    /// <summary>Delivery ids of CI reports, oldest first, bounded.</summary>
    public IReadOnlyList<string> SeenDeliveries { get; init; } = [];

    public Ending? Ending { get; init; }

    /// <summary>The attempt that has no ending yet.</summary>
    [JsonIgnore]
    public AttemptRecord? OpenAttempt => Attempts is [.., { EndedAt: null } last] ? last : null;

    [JsonIgnore]
    public bool AttemptLeft => Attempts.Count < Limits.Attempts;

    [JsonIgnore]
    public bool CostLeft => Limits.CostUsd is not { } limit || CostUsd < limit;

    /// <summary>Approvals of this very commit under this very policy, one per approver.</summary>
    [JsonIgnore]
    public IEnumerable<Approval> ValidApprovals => People.Approvals.Where(
        approval => approval.Commit == Place.HeadCommit && approval.PolicyHash == PolicyHash);

    /// <summary>Whether the gate is what the task waits for; also true while it is paused there.</summary>
    [JsonIgnore]
    public bool GateOpen => Ending is null && People.Foreign is null && Phase == Phase.Cleared && !GatePassed && People.Rejection is null;

    [JsonIgnore]
    public bool GatePassed => ValidApprovals.Count() >= Policy.RequiredApprovals;

    /// <summary>Whether a person said something that no patcher has been told yet.</summary>
    [JsonIgnore]
    public bool UnheardFeedback => People.Feedback.Count > People.FeedbackHeard;

    /// <summary>Whether a commit that CI passed shall be worked on all the same.</summary>
    [JsonIgnore]
    public bool WorkAsked => UnheardFeedback && (People.WorkAsked ?? true);
}

/// <summary>Why and when the task ended.</summary>
internal sealed record Ending(Reason Reason, string? Detail, DateTimeOffset At);

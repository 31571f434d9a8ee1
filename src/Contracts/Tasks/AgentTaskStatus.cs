namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Answer of the <c>status</c> query and the heart of <c>bgagent show --json</c>.</summary>
public sealed record AgentTaskStatus
{
    public required string TaskId { get; init; }

    public required string Title { get; init; }

    public required TaskKind Kind { get; init; }

    public required string Repository { get; init; }

    public required TaskState State { get; init; }

    /// <summary>Set in terminal states only.</summary>
    public Reason? Reason { get; init; }

    /// <summary>One sentence for people: what it does now, or why it ended.</summary>
    public string? Detail { get; init; }

    public int Attempt { get; init; }

    public string? BaseCommit { get; init; }

    public string? HeadCommit { get; init; }

    public string? PolicyHash { get; init; }

    /// <summary>Logins that approved the current head commit under the current policy.</summary>
    public IReadOnlyList<string> Approvals { get; init; } = [];

    public int ApprovalsRequired { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public TaskLinks Links { get; init; } = new();
}

/// <summary>What a finished task workflow returns.</summary>
public sealed record TaskResult(AgentTaskStatus Status, BudgetStatus Budgets, IReadOnlyList<AttemptRecord> Attempts);

using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>One message to people. <see cref="Key"/> makes it once: a notifier looks it up before it sends.</summary>
public sealed record TaskNotification
{
    /// <summary>Unique per message: <c>task-id/run-id/terminal</c>.</summary>
    public required string Key { get; init; }

    public required NotificationKind Kind { get; init; }

    public required AgentTaskStatus Status { get; init; }

    public required BudgetStatus Budgets { get; init; }

    /// <summary>Names of configured notifiers; empty: all.</summary>
    public IReadOnlyList<string> Notifiers { get; init; } = [];
}

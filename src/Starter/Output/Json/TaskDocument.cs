using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Output.Json;

/// <summary>One task for machines: <c>show --json</c> and the <c>task</c> of the last line of <c>watch --json</c>. Fields are only ever added.</summary>
internal sealed record TaskDocument
{
    public required string TaskId { get; init; }

    public required string WorkflowId { get; init; }

    public required string Title { get; init; }

    public required TaskKind Kind { get; init; }

    public required string Repository { get; init; }

    public required TaskState State { get; init; }

    /// <summary>Null until the task has ended, as are <see cref="ReasonCode"/> and <see cref="Advice"/>.</summary>
    public Reason? Reason { get; init; }

    public string? ReasonCode { get; init; }

    public string? Detail { get; init; }

    public string? Advice { get; init; }

    public int Attempt { get; init; }

    public string? BaseCommit { get; init; }

    public string? HeadCommit { get; init; }

    public string? PolicyHash { get; init; }

    public IReadOnlyList<string> Approvals { get; init; } = [];

    public int ApprovalsRequired { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required IReadOnlyList<AttemptRecord> Attempts { get; init; }

    public required BudgetsDocument Budgets { get; init; }

    public required TaskLinks Links { get; init; }

    public static TaskDocument Of(TaskResult task)
    {
        var status = task.Status;
        var entry = status.Reason?.Entry();
        return new TaskDocument
        {
            TaskId = status.TaskId,
            WorkflowId = Naming.WorkflowId(status.TaskId),
            Title = status.Title,
            Kind = status.Kind,
            Repository = status.Repository,
            State = status.State,
            Reason = status.Reason,
            ReasonCode = entry?.Code,
            Detail = status.Detail,
            Advice = entry?.Advice,
            Attempt = status.Attempt,
            BaseCommit = status.BaseCommit,
            HeadCommit = status.HeadCommit,
            PolicyHash = status.PolicyHash,
            Approvals = status.Approvals,
            ApprovalsRequired = status.ApprovalsRequired,
            StartedAt = status.StartedAt,
            EndedAt = status.EndedAt,
            Attempts = task.Attempts,
            Budgets = BudgetsDocument.Of(task.Budgets),
            Links = status.Links,
        };
    }
}

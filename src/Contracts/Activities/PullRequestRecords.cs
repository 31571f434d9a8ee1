using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Activities;

/// <summary>Asks for the task's pull request to exist and to look like this. Keyed by branch: asking twice opens one.</summary>
public sealed record PullRequestRequest
{
    public required TaskSpec Spec { get; init; }

    public required string Branch { get; init; }

    public required string BaseBranch { get; init; }

    public required string HeadCommit { get; init; }

    public required PullRequestStage Stage { get; init; }

    public required AgentTaskStatus Status { get; init; }

    public required BudgetStatus Budgets { get; init; }

    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>What it says of labels, people and merging; null in what was asked before it did.</summary>
    public TaskPolicy? Policy { get; init; }

    /// <summary>Digest of the last failure, Markdown; null when the last run passed.</summary>
    public string? Digest { get; init; }
}

/// <param name="Number">The forge's number of it.</param>
/// <param name="Url">Link for people.</param>
public sealed record PullRequestResult(int Number, string Url);

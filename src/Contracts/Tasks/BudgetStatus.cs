namespace BackgroundAgent.Contracts.Tasks;

/// <summary>What a task has spent so far.</summary>
public sealed record BudgetUse
{
    public int Attempts { get; init; }

    public int FlakyReruns { get; init; }

    public int InfraReruns { get; init; }

    public TimeSpan Runtime { get; init; }

    public int ChangedLines { get; init; }

    public decimal CostUsd { get; init; }
}

/// <summary>Answer of the <c>budgets</c> query.</summary>
public sealed record BudgetStatus(BudgetLimits Limits, BudgetUse Used);

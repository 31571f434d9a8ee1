using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Output.Json;

/// <summary>Budgets for machines; times are in seconds.</summary>
internal sealed record BudgetsDocument
{
    public required BudgetDocument Attempts { get; init; }

    /// <summary>The limit is per job, the use is the task's, so that nothing is said of what remains.</summary>
    public required BudgetDocument FlakyReruns { get; init; }

    public required BudgetDocument InfraReruns { get; init; }

    public required BudgetDocument RuntimeSeconds { get; init; }

    public required BudgetDocument ChangedLines { get; init; }

    public required BudgetDocument CostUsd { get; init; }

    /// <summary>Limits that start anew with every push or wait.</summary>
    public double CiWaitSeconds { get; init; }

    public double NoCheckReportedSeconds { get; init; }

    public double ApprovalSeconds { get; init; }

    public static BudgetsDocument Of(BudgetStatus budgets)
    {
        var (limits, used) = budgets;
        return new BudgetsDocument
        {
            Attempts = BudgetDocument.Of(limits.Attempts, used.Attempts),
            FlakyReruns = new BudgetDocument(limits.FlakyRerunsPerJob, used.FlakyReruns, null),
            InfraReruns = BudgetDocument.Of(limits.InfraReruns, used.InfraReruns),
            RuntimeSeconds = BudgetDocument.Of(Seconds(limits.Runtime), Seconds(used.Runtime)),
            ChangedLines = BudgetDocument.Of(limits.ChangedLines, used.ChangedLines),
            CostUsd = BudgetDocument.Of(limits.CostUsd, used.CostUsd),
            CiWaitSeconds = limits.CiWait.TotalSeconds,
            NoCheckReportedSeconds = limits.NoCheckReported.TotalSeconds,
            ApprovalSeconds = limits.Approval.TotalSeconds,
        };
    }

    private static decimal Seconds(TimeSpan span) => Math.Round((decimal)span.TotalSeconds, 3);
}

/// <param name="Limit">Null: there is none.</param>
/// <param name="Used">So far.</param>
/// <param name="Remaining">Never below 0; null where there is no limit.</param>
internal sealed record BudgetDocument(decimal? Limit, decimal Used, decimal? Remaining)
{
    public static BudgetDocument Of(decimal? limit, decimal used) => new(limit, used, limit is { } some ? Math.Max(0, some - used) : null);
}

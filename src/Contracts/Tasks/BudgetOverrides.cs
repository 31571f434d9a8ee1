namespace BackgroundAgent.Contracts.Tasks;

/// <summary>What a caller or a policy says of the limits; null fields leave the next source to decide.</summary>
public sealed record BudgetOverrides
{
    public int? Attempts { get; init; }

    public int? FlakyRerunsPerJob { get; init; }

    public int? InfraReruns { get; init; }

    public TimeSpan? Runtime { get; init; }

    public TimeSpan? CiWait { get; init; }

    public TimeSpan? NoCheckReported { get; init; }

    public TimeSpan? Approval { get; init; }

    public int? ChangedLines { get; init; }

    public decimal? CoverageDrop { get; init; }

    public decimal? CostUsd { get; init; }

    public BudgetLimits ApplyTo(BudgetLimits limits) => limits with
    {
        Attempts = Attempts ?? limits.Attempts,
        FlakyRerunsPerJob = FlakyRerunsPerJob ?? limits.FlakyRerunsPerJob,
        InfraReruns = InfraReruns ?? limits.InfraReruns,
        Runtime = Runtime ?? limits.Runtime,
        CiWait = CiWait ?? limits.CiWait,
        NoCheckReported = NoCheckReported ?? limits.NoCheckReported,
        Approval = Approval ?? limits.Approval,
        ChangedLines = ChangedLines ?? limits.ChangedLines,
        CoverageDrop = CoverageDrop ?? limits.CoverageDrop,
        CostUsd = CostUsd ?? limits.CostUsd,
    };
}

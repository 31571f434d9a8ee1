namespace BackgroundAgent.Contracts.Tasks;

/// <summary>The limits of a task, all decided. Defaults are the product's.</summary>
public sealed record BudgetLimits
{
    /// <summary>Patch → push → CI rounds. 1 to 20.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Reruns of one job that looks flaky. 0 to 10. Never consumes an attempt.</summary>
    public int FlakyRerunsPerJob { get; init; } = 1;

    /// <summary>Reruns because of infrastructure, per task. 0 to 20. Never consumes an attempt.</summary>
    public int InfraReruns { get; init; } = 2;

    /// <summary>
    /// From the start of the workflow. Time paused counts; time waiting for an approval, a CI approval or a hand-back does not, since
    /// <see cref="Approval"/> limits that. 1 min to 7 days.
    /// </summary>
    public TimeSpan Runtime { get; init; } = TimeSpan.FromHours(6);

    /// <summary>From a push or rerun to a verdict. 1 s to 24 h.</summary>
    public TimeSpan CiWait { get; init; } = TimeSpan.FromHours(2);

    /// <summary>From a push until the first check is reported. 1 s to 24 h.</summary>
    public TimeSpan NoCheckReported { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an approval, a hand-back or a CI approval is waited for. 1 s to 7 days.</summary>
    public TimeSpan Approval { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Added plus deleted lines of the whole branch against its base. 1 to 1,000,000.</summary>
    public int ChangedLines { get; init; } = 2_000;

    /// <summary>Percentage points by which the tests may cover less of the lines than on the base commit. 0 to 100; null: coverage is not compared.</summary>
    public decimal? CoverageDrop { get; init; }

    /// <summary>What agents may report as spent, in US dollars; null is no limit.</summary>
    public decimal? CostUsd { get; init; }
}

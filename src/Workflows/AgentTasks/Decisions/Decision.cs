using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.AgentTasks.Decisions;

/// <summary>What the task does next.</summary>
internal sealed record Decision
{
    public required Step Step { get; init; }

    /// <summary>Of <see cref="Step.End"/> only.</summary>
    public Reason? Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Of <see cref="Step.Rerun"/> only: the results to replace.</summary>
    public IReadOnlyList<CheckResult> Rerun { get; init; } = [];

    /// <summary>Of <see cref="Step.Rerun"/> only: what pays for it.</summary>
    public RerunBudget Budget { get; init; }

    public static Decision Do(Step step) => new() { Step = step };

    public static Decision End(Reason reason, string? detail = null) => new() { Step = Step.End, Reason = reason, Detail = detail };
}

internal enum Step
{
    Prepare,
    Patch,

    /// <summary>Before a push and again after CI passed.</summary>
    Guard,
    Commit,
    Push,
    WatchCi,

    /// <summary>Brings the base into the branch.</summary>
    Update,
    Classify,
    Rerun,
    AwaitApproval,
    Publish,
    AwaitHandBack,
    Pause,
    End,
}

internal enum RerunBudget
{
    Flaky,
    Infrastructure,

    /// <summary>One rerun per commit whose failure is not clear.</summary>
    Unclear,
}

using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Policies;

/// <summary>What one policy file says; null where it is silent. The fields are those of <see cref="TaskPolicy"/>.</summary>
public sealed record PolicyOverrides
{
    public BudgetOverrides Budgets { get; init; } = new();

    public string? CiCommand { get; init; }

    public IReadOnlyList<string>? RequiredChecks { get; init; }

    public TimeSpan? QuietPeriod { get; init; }

    public IReadOnlyList<string>? ProtectedPaths { get; init; }

    public bool? HighRisk { get; init; }

    public int? Approvals { get; init; }

    public IReadOnlyList<string>? Approvers { get; init; }

    public IReadOnlyList<PatcherType>? PatcherOrder { get; init; }

    public IReadOnlyList<string>? Notifiers { get; init; }

    public PullRequestPolicy? PullRequest { get; init; }

    public bool? Network { get; init; }
}

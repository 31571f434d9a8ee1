namespace BackgroundAgent.Contracts.Tasks;

/// <summary>The policy a task runs under: the caller's, the repository's <c>.bgagent.yml</c> at the base commit and the defaults, merged.</summary>
public sealed record TaskPolicy
{
    public BudgetLimits Budgets { get; init; } = new();

    /// <summary>Shell command for local CI; null where the forge has its own CI.</summary>
    public string? CiCommand { get; init; }

    /// <summary>Names of checks that must be there and pass; empty: every check that is reported.</summary>
    public IReadOnlyList<string> RequiredChecks { get; init; } = [];

    /// <summary>How long the check set must stay unchanged, with nothing running, before the verdict is taken.</summary>
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.Zero;

    /// <summary>Globs that no patch may touch, on top of the built-in list.</summary>
    public IReadOnlyList<string> ProtectedPaths { get; init; } = [];

    /// <summary>High risk: green needs at least one approval.</summary>
    public bool HighRisk { get; init; }

    /// <summary>Approvals that green needs. High risk makes it at least 1.</summary>
    public int Approvals { get; init; }

    /// <summary>Logins that may approve; empty: anybody who can signal.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>Order in which the task's patchers are tried; empty: the task's own order.</summary>
    public IReadOnlyList<PatcherType> PatcherOrder { get; init; } = [];

    /// <summary>Names of configured notifiers; empty: all.</summary>
    public IReadOnlyList<string> Notifiers { get; init; } = [];

    /// <summary>Whether patchers and local CI may reach the network.</summary>
    public bool Network { get; init; } = true;

    /// <summary>Labels, people and merging of the pull request; null: none, and people merge.</summary>
    public PullRequestPolicy? PullRequest { get; init; }

    /// <summary>Approvals that are asked for, whatever the sources said.</summary>
    public int RequiredApprovals => HighRisk ? Math.Max(1, Approvals) : Approvals;
}


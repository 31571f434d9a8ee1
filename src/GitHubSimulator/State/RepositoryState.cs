using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.Webhooks;

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>Everything of one repository. Read and changed under the simulator's lock only.</summary>
internal sealed class RepositoryState
{
    public required long Id { get; init; }

    public required Account Owner { get; init; }

    public required string Name { get; init; }

    /// <summary>The bare repository.</summary>
    public required string Folder { get; init; }

    public string DefaultBranch { get; set; } = "main";

    public string FullName => $"{Owner.Login}/{Name}";

    /// <summary>Branches as last seen.</summary>
    public Dictionary<string, string> Heads { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Who moved which branch, oldest first.</summary>
    public List<BranchMove> Moves { get; } = [];

    public List<IssueState> Issues { get; } = [];

    public List<PullState> Pulls { get; } = [];

    public List<CommentState> Comments { get; } = [];

    public List<ReviewState> Reviews { get; } = [];

    public List<RunState> Runs { get; } = [];

    /// <summary>Newest last.</summary>
    public List<StatusState> Statuses { get; } = [];

    /// <summary>Contexts that branch protection requires, by branch.</summary>
    public Dictionary<string, string[]> Protection { get; } = new(StringComparer.Ordinal);

    /// <summary>Contexts that rulesets require, by branch.</summary>
    public Dictionary<string, string[]> Rules { get; } = new(StringComparer.Ordinal);

    /// <summary>Types of rules of every branch but the default one.</summary>
    public List<string> Restrictions { get; } = [];

    /// <summary>Branches whose pull requests must hold all of them before they are merged.</summary>
    public HashSet<string> Strict { get; } = new(StringComparer.Ordinal);

    /// <summary>Approving reviews that are asked for, by branch.</summary>
    public Dictionary<string, int> RequiredReviews { get; } = new(StringComparer.Ordinal);

    /// <summary>Branches that are changed through the merge queue only.</summary>
    public HashSet<string> Queues { get; } = new(StringComparer.Ordinal);

    public List<ArtifactState> Artifacts { get; } = [];

    /// <summary><c>admin</c>, <c>maintain</c>, <c>write</c>, <c>triage</c>, <c>read</c> by login.</summary>
    public Dictionary<string, string> Collaborators { get; } = new(StringComparer.OrdinalIgnoreCase);

    public CiScript Script { get; set; } = _ => new CiPlan();

    public DeliveryFaults Faults { get; set; } = new();

    public bool Installed { get; set; } = true;

    public int CommitNumber { get; set; }
}

/// <param name="Id">Of the movement.</param>
/// <param name="Branch">Short name.</param>
/// <param name="Before">Zeroes: it was made.</param>
/// <param name="After">Zeroes: it was deleted.</param>
/// <param name="Forced">Whether commits were left behind.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
internal sealed record BranchMove(long Id, string Branch, string Before, string After, bool Forced, Account By, DateTimeOffset At);

/// <summary>A commit status of the old kind.</summary>
internal sealed record StatusState(long Id, string Commit, string Context, string State, string? Description, Account Creator, DateTimeOffset CreatedAt);

using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Maintenance;

/// <summary>What the janitor looks at and may remove.</summary>
public sealed record JanitorInput
{
    public string Forge { get; init; } = "github";

    /// <summary>Clone URLs, beside those that the identity is installed on.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Whether repositories of the identity's installations are looked at too.</summary>
    public bool Installed { get; init; } = true;

    /// <summary>How long nothing must have happened to a branch and its pull request. 1 hour to 1 year.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Says what would be removed and removes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Removals in one repository by one run; the rest waits for the next one. 1 to 1,000.</summary>
    public int PerRepository { get; init; } = 50;
}

/// <param name="Repositories">At most 1,000.</param>
/// <param name="Note">Why that may not be all; null: it is.</param>
public sealed record JanitorRepositories(IReadOnlyList<RepositoryRef> Repositories, string? Note = null);

public sealed record FindLeftoversRequest(RepositoryRef Repository, TimeSpan Grace);

/// <param name="Repository">Where.</param>
/// <param name="Branch">Short name.</param>
/// <param name="Head">The commit that it had when it was looked at; another one is left alone.</param>
/// <param name="Grace">As in <see cref="JanitorInput.Grace"/>.</param>
public sealed record RemoveLeftoverRequest(RepositoryRef Repository, string Branch, string Head, TimeSpan Grace);

/// <summary>A branch of ours and what becomes of it.</summary>
/// <param name="Branch">Short name.</param>
/// <param name="Head">Its commit.</param>
/// <param name="PullRequest">Number of its newest pull request; null: none.</param>
/// <param name="Finding">Why it stays, or that it is an orphan.</param>
/// <param name="Removed">Whether it is gone now.</param>
public sealed record Leftover(string Branch, string Head, int? PullRequest, LeftoverFinding Finding, bool Removed = false);

/// <summary>What the janitor thinks of a branch; only an orphan is removed.</summary>
[JsonConverter(typeof(KebabCase<LeftoverFinding>))]
public enum LeftoverFinding
{
    Orphan,

    /// <summary>Its task is at work.</summary>
    TaskLives,

    /// <summary>A person has taken it over.</summary>
    TakenOver,

    /// <summary>It holds commits that no task made, or others pushed to it.</summary>
    OthersWork,

    /// <summary>Another identity made it or its pull request.</summary>
    NotOurs,

    /// <summary>The forge does not say who made it.</summary>
    Unclear,

    /// <summary>Its pull request is ready and waits for people.</summary>
    InReview,

    /// <summary>Its pull request has the label that keeps it.</summary>
    Kept,

    /// <summary>Something happened to it lately.</summary>
    WithinGrace,
}

/// <summary>What one run of the janitor did.</summary>
public sealed record JanitorResult
{
    /// <summary>Whether nothing was removed on purpose.</summary>
    public bool DryRun { get; init; }

    /// <summary>Those that were looked at.</summary>
    public int Repositories { get; init; }

    /// <summary>How many branches were found to be what.</summary>
    public IReadOnlyDictionary<string, int> Branches { get; init; } = new Dictionary<string, int>();

    /// <summary>Orphans, removed or not, at most 200.</summary>
    public IReadOnlyList<JanitorRemoval> Orphans { get; init; } = [];

    /// <summary>How many are gone.</summary>
    public int Removed { get; init; }

    /// <summary>Repositories that could not be looked at, with the reason; at most 50.</summary>
    public IReadOnlyList<JanitorFault> Faults { get; init; } = [];

    /// <inheritdoc cref="JanitorRepositories.Note"/>
    public string? Note { get; init; }
}

public sealed record JanitorRemoval(string Repository, Leftover Leftover);

public sealed record JanitorFault(string Repository, string Message);

using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>What is done to the pull request beside its text.</summary>
public sealed record PullRequestPolicy
{
    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>Asked once CI has passed; a name with a slash is a team.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = [];

    /// <summary>After CI and approvals; null: people merge.</summary>
    public MergeMethod? AutoMerge { get; init; }
}

/// <summary>How a pull request is merged.</summary>
[JsonConverter(typeof(KebabCase<MergeMethod>))]
public enum MergeMethod
{
    Merge,
    Squash,
    Rebase,
}

using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>What is done to the pull request beside its text.</summary>
public sealed record PullRequestPolicy
{
    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>Asked once CI has passed; a name with a slash is a team.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = [];

    /// <summary>After CI and at least one approval; null: people merge.</summary>
    public MergeMethod? AutoMerge { get; init; }

    /// <summary>Through the base branch's merge queue, which has a method of its own, after CI and at least one approval; null: no.</summary>
    public bool? MergeQueue { get; init; }

    /// <summary>Whether it is merged without anybody pressing a button.</summary>
    [JsonIgnore]
    public bool Merges => AutoMerge is not null || MergeQueue == true;

    /// <summary>When the pull request conflicts with its base, or lacks commits of it where they are asked for; null: none.</summary>
    public ConflictPolicy? OnConflict { get; init; }
}

/// <summary>What a task does so that its branch merges again.</summary>
[JsonConverter(typeof(KebabCase<ConflictPolicy>))]
public enum ConflictPolicy
{
    /// <summary>Nothing: the task ends as blocked.</summary>
    None,

    /// <summary>A merge commit on the branch.</summary>
    Merge,

    /// <summary>The task's commits anew on top of the base. The only time that the branch is forced, and only where it still is what the task pushed.</summary>
    Rebase,
}

/// <summary>How a pull request is merged.</summary>
[JsonConverter(typeof(KebabCase<MergeMethod>))]
public enum MergeMethod
{
    Merge,
    Squash,
    Rebase,
}

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>A pull request; what it shares with issues lies in <see cref="Issue"/>.</summary>
internal sealed class PullState
{
    public required IssueState Issue { get; init; }

    public required string Head { get; init; }

    public required string Base { get; init; }

    public bool Draft { get; set; }

    public bool Merged { get; set; }

    public DateTimeOffset? MergedAt { get; set; }

    /// <summary>Null: nobody has merged it.</summary>
    public Account? MergedBy { get; set; }

    public string? MergeCommit { get; set; }

    /// <summary>Who switched auto-merge on.</summary>
    public Account? AutoMergeBy { get; set; }

    /// <summary>What the merge queue tests; null: it is not queued.</summary>
    public string? QueuedCommit { get; set; }

    public string? AutoMerge { get; set; }

    /// <summary>Whether it stands in the merge queue.</summary>
    public bool IsQueued { get; set; }

    public List<string> Reviewers { get; } = [];

    public List<string> TeamReviewers { get; } = [];

    /// <summary>The head when it was closed: the branch may be gone.</summary>
    public string? LastHead { get; set; }

    /// <summary>Where the merge queue tests it.</summary>
    public string QueueBranch => $"gh-readonly-queue/{Base}/pr-{Issue.Number}";

    public string NodeId => $"PR_{Issue.Number}_{Issue.Id}";
}

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>A pull request; what it shares with issues lies in <see cref="Issue"/>.</summary>
internal sealed class PullState
{
    public required IssueState Issue { get; init; }

    public required string Head { get; init; }

    public required string Base { get; init; }

    public bool Draft { get; set; }

    public bool Merged { get; set; }

    public string? AutoMerge { get; set; }

    /// <summary>Whether it stands in the merge queue.</summary>
    public bool IsQueued { get; set; }

    public List<string> Reviewers { get; } = [];

    public List<string> TeamReviewers { get; } = [];

    /// <summary>The head when it was closed: the branch may be gone.</summary>
    public string? LastHead { get; set; }

    public string NodeId => $"PR_{Issue.Number}_{Issue.Id}";
}

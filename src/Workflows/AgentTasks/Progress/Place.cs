namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>Where the work tree and the branch are.</summary>
internal sealed record Place
{
    /// <summary>Task queue of the host that holds the work tree; null: none does.</summary>
    public string? HostQueue { get; init; }

    /// <summary>Whether that host is known to have a clean work tree.</summary>
    public bool Ready { get; init; }

    public string? BaseBranch { get; init; }

    public string? BaseCommit { get; init; }

    /// <summary>Where the task's branch is; CI is asked about this commit.</summary>
    public string? HeadCommit { get; init; }

    /// <summary>Where the task left the branch on the forge; null before the first push.</summary>
    public string? PushedCommit { get; init; }

    /// <summary>Commits that the task made or was handed, oldest first; any other tip of the branch is somebody else's.</summary>
    public IReadOnlyList<string> KnownCommits { get; init; } = [];

    /// <summary>How often the base was brought into the branch.</summary>
    public int Updates { get; init; }

    /// <summary>The pushed commit is to be replaced: the head is not on top of it.</summary>
    public bool Rebased { get; init; }

    /// <summary>How often a work tree was lost.</summary>
    public int Losses { get; init; }

    public bool Knows(string commit) => commit == BaseCommit || KnownCommits.Contains(commit, StringComparer.Ordinal);

    public Place Learn(string commit) => Knows(commit) ? this : this with { KnownCommits = [.. KnownCommits, commit] };
}

using BackgroundAgent.GitHubSimulator.Ci;

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>A workflow run of Actions with its check suite.</summary>
internal sealed class RunState
{
    public required long Id { get; init; }

    public required WorkflowPlan Plan { get; init; }

    public required string Commit { get; init; }

    public required string Branch { get; init; }

    public required Account Actor { get; init; }

    public int Number { get; init; }

    public int Attempt { get; set; } = 1;

    public string Status { get; set; } = "queued";

    public string? Conclusion { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>All jobs of all attempts, oldest first.</summary>
    public List<JobState> Jobs { get; } = [];

    /// <summary>The jobs as they stood in an attempt, the newest of each name: those that were not run again are carried over.</summary>
    public IEnumerable<JobState> JobsOf(int attempt)
        => Jobs.Where(job => job.Attempt <= attempt).GroupBy(job => job.Plan.Name, StringComparer.Ordinal).Select(jobs => jobs.MaxBy(job => job.Attempt)!);

    public bool Approved { get; set; }

    public TaskCompletionSource Cancelled { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long SuiteId => Id + 1_000_000;

    public bool Completed => Status == "completed";
}

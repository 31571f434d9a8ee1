using BackgroundAgent.GitHubSimulator.Ci;

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>A job of one run attempt; its check run has the same id.</summary>
internal sealed class JobState
{
    public required long Id { get; init; }

    public required JobPlan Plan { get; init; }

    public required JobOutcome Outcome { get; init; }

    public required int Attempt { get; init; }

    public string Status { get; set; } = "queued";

    public string? Conclusion { get; set; }

    public string? Log { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }
}

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>A review, or with a path a comment on a line.</summary>
internal sealed class ReviewState
{
    public required long Id { get; init; }

    public required int Pull { get; init; }

    public required Account Author { get; init; }

    public required string Body { get; init; }

    /// <summary><c>approved</c>, <c>changes_requested</c> or <c>commented</c>.</summary>
    public required string State { get; init; }

    public required string Commit { get; init; }

    public string? Path { get; init; }

    public int? Line { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

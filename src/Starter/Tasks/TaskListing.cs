namespace BackgroundAgent.Starter.Tasks;

/// <summary>One row of <c>list</c>, as visibility knows it; no worker is asked.</summary>
internal sealed record TaskListing
{
    public required string TaskId { get; init; }

    public string? Title { get; init; }

    public string? Repository { get; init; }

    public string? Kind { get; init; }

    public required string State { get; init; }

    public string? Reason { get; init; }

    public long Attempt { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Temporal's word for the workflow: <c>running</c>, <c>completed</c>, <c>failed</c>, <c>terminated</c> …</summary>
    public required string Execution { get; init; }
}

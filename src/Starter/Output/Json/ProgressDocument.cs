using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Output.Json;

/// <summary>One line of <c>watch --json</c> and <c>run --json</c>.</summary>
internal sealed record ProgressDocument
{
    /// <summary><c>state</c>, <c>pushed</c>, <c>verdict</c>, <c>link</c> or <c>end</c>.</summary>
    public required string Event { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string TaskId { get; init; }

    /// <summary>Of <c>state</c> and <c>end</c>.</summary>
    public TaskState? State { get; init; }

    public string? Detail { get; init; }

    /// <summary>Of <c>pushed</c> and <c>verdict</c>.</summary>
    public AttemptRecord? Attempt { get; init; }

    /// <summary>Of <c>link</c>: a field name of the task's links.</summary>
    public string? Name { get; init; }

    public string? Target { get; init; }

    /// <summary>Of <c>end</c>.</summary>
    public TaskDocument? Task { get; init; }
}

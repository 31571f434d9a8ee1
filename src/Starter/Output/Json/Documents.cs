using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Tasks;
using BackgroundAgent.Worker.Doctor;

namespace BackgroundAgent.Starter.Output.Json;

/// <param name="TaskId">The task.</param>
/// <param name="WorkflowId">Its workflow in Temporal.</param>
/// <param name="Branch">The branch it will push.</param>
/// <param name="Created">False: a task of this id was there already, and nothing changed.</param>
internal sealed record EnqueuedDocument(string TaskId, string WorkflowId, string Branch, bool Created);

/// <summary>What <c>doctor --json</c> found, in order.</summary>
internal sealed record DoctorDocument(IReadOnlyList<DoctorFinding> Findings);

internal sealed record ListDocument(IReadOnlyList<TaskListing> Tasks);

/// <param name="TaskId">The task.</param>
/// <param name="Message"><c>approve</c>, <c>cancel</c> …</param>
/// <param name="Answered">False: sent without waiting for the task.</param>
/// <param name="State">The task's state after it, when it answered.</param>
/// <param name="Text">Its answer.</param>
internal sealed record ReceiptDocument(string TaskId, string Message, bool Answered, TaskState? State, string? Text);

/// <summary>What <c>up --json</c> says when it is ready.</summary>
internal sealed record UpDocument(string DataDirectory, string TemporalAddress, string Namespace, string GatewayUrl, string? UiUrl, int ProcessId);

internal sealed record VersionDocument(string Version, string Runtime, string System);

/// <summary>One schedule of nightly upgrades.</summary>
internal sealed record ScheduleDocument
{
    public required string Name { get; init; }

    public bool Paused { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<string> Cron { get; init; } = [];

    public string? TimeZone { get; init; }

    public IReadOnlyList<string> Repositories { get; init; } = [];

    public IReadOnlyList<DateTimeOffset> Next { get; init; } = [];

    public IReadOnlyList<ScheduleRunDocument> Recent { get; init; } = [];

    public long Runs { get; init; }

    /// <summary>Nights that were not started because the one before was still running.</summary>
    public long SkippedOverlap { get; init; }

    /// <summary>Nights missed by more than the catch-up window.</summary>
    public long Missed { get; init; }
}

internal sealed record ScheduleRunDocument(DateTimeOffset ScheduledAt, DateTimeOffset StartedAt, string? WorkflowId);

internal sealed record ScheduleListDocument(IReadOnlyList<ScheduleDocument> Schedules);

internal sealed record DoneDocument(string Name, string Done);

/// <summary>What <c>schedule ensure --json</c> did.</summary>
internal sealed record SystemScheduleListDocument(IReadOnlyList<DoneDocument> Schedules);

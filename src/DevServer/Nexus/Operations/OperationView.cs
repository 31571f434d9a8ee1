using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>What a request about an operation needs, taken under the run's gate.</summary>
internal sealed record OperationView(RunKey Run, long ScheduledId, NexusOperationScheduledEventAttributes Attributes)
{
    public required Task Commit { get; init; }

    public required string Token { get; init; }

    public required int StartAttempts { get; init; }

    public required int CancelAttempts { get; init; }

    /// <summary>How long a start request may take, and which timeout of the operation says so if one does.</summary>
    public required TimeSpan StartTime { get; init; }

    public required TimeoutType StartTimeout { get; init; }

    public required TimeSpan CancelTime { get; init; }

    public required TimeoutType CancelTimeout { get; init; }

    /// <summary>How long the whole operation may still take; null for ever.</summary>
    public required TimeSpan? Left { get; init; }

    public static OperationView Of(Run run, NexusOperation operation, TimeSpan longest)
    {
        var attributes = operation.Attributes;
        var age = run.Now - operation.ScheduledTime;
        var toClose = Remaining(attributes.ScheduleToCloseTimeout, age);
        var toStart = Remaining(attributes.ScheduleToStartTimeout, age);
        var work = Remaining(attributes.StartToCloseTimeout, operation.StartedTime is { } started ? run.Now - started : TimeSpan.Zero);
        return new OperationView(run.Key, operation.ScheduledId, attributes)
        {
            Commit = run.LastCommit,
            Token = operation.Token,
            StartAttempts = operation.Start.Count,
            CancelAttempts = operation.Cancellation?.Requests.Count ?? 0,

            // The start timeout was cut to the whole when it was scheduled.
            StartTime = Least(longest, toStart ?? toClose),
            StartTimeout = toStart is not null ? TimeoutType.ScheduleToStart : TimeoutType.ScheduleToClose,
            CancelTime = Least(Least(longest, work), toClose),
            CancelTimeout = toClose is not null ? TimeoutType.ScheduleToClose : TimeoutType.StartToClose,
            Left = work is null && toClose is null ? null : Least(work ?? TimeSpan.MaxValue, toClose),
        };
    }

    private static TimeSpan? Remaining(Duration? timeout, TimeSpan used) => timeout.ToSpan() is var span && span > TimeSpan.Zero ? span - used : null;

    private static TimeSpan Least(TimeSpan a, TimeSpan? b) => b is { } other && other < a ? other : a;
}

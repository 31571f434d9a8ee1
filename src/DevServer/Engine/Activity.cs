namespace BackgroundAgent.DevServer.Engine;

/// <summary>A pending activity: what was asked for (event) and how its attempts go (side state).</summary>
internal sealed class Activity(long scheduledId, ActivityTaskScheduledEventAttributes attributes, DateTimeOffset scheduledTime)
{
    public long ScheduledId { get; } = scheduledId;

    /// <summary>What history says. Options may differ after an update.</summary>
    public ActivityTaskScheduledEventAttributes Attributes { get; } = attributes;

    /// <summary>What is in force: the attributes, or a changed copy.</summary>
    public ActivityTaskScheduledEventAttributes Options { get; set; } = attributes;

    public DateTimeOffset FirstScheduledTime { get; } = scheduledTime;

    public DateTimeOffset ScheduledTime { get; set; } = scheduledTime;

    public DateTimeOffset? StartedTime { get; set; }

    public DateTimeOffset? BackoffUntil { get; set; }

    public DateTimeOffset? HeartbeatTime { get; set; }

    public DateTimeOffset? LastAttemptCompleted { get; set; }

    public int Attempt { get; set; } = 1;

    /// <summary>Changes with each offer to the queue, so that an older offer is recognised as stale.</summary>
    public int Stamp { get; set; }

    public string Identity { get; set; } = "";

    public string RequestId { get; set; } = "";

    public Payloads? HeartbeatDetails { get; set; }

    public Failure? LastFailure { get; set; }

    public long CancelRequestedId { get; set; }

    public bool CancelRequested => CancelRequestedId != 0;

    public DateTimeOffset? PauseTime { get; set; }

    public string PauseIdentity { get; set; } = "";

    public string PauseReason { get; set; } = "";

    /// <summary>The workflow rule that paused it; empty when a person did.</summary>
    public string PauseRule { get; set; } = "";

    public bool IsPaused => PauseTime is not null;

    public bool ResetRequested { get; set; }

    public bool ResetHeartbeat { get; set; }

    public Temporalio.Api.Deployment.V1.WorkerDeploymentVersion? Deployment { get; set; }

    /// <summary>The build of the worker that runs this attempt, when it is not versioned by deployments.</summary>
    public WorkerVersionStamp? WorkerVersion { get; set; }

    public bool IsStarted => StartedTime is not null;

    public bool IsBackingOff => BackoffUntil is not null;

    public string Id => Attributes.ActivityId;

    public RetryPolicy? RetryPolicy => Options.RetryPolicy;

    public DateTimeOffset? Expiration => Options.ScheduleToCloseTimeout.ToSpan() is var t && t > TimeSpan.Zero ? FirstScheduledTime + t : null;

    public TimeSpan? CurrentRetryInterval { get; set; }
}

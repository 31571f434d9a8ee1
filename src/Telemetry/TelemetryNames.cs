namespace BackgroundAgent.Telemetry;

/// <summary>Every name of a span, tag and metric of ours. A dashboard depends on them: rename nothing, add.</summary>
public static class TelemetryNames
{
    /// <summary>Of the activity source and of the meter.</summary>
    public const string Source = "BackgroundAgent";

    /// <summary>Meter of what the Temporal SDK measures itself.</summary>
    public const string TemporalMeter = "BackgroundAgent.Temporal";

    /// <summary>Default service name of traces and metrics.</summary>
    public const string Service = "background-agent";

    /// <summary>Spans; the part behind the colon is the Temporal type or message name.</summary>
    public static class Spans
    {
        public const string StartWorkflow = "start-workflow:";
        public const string SignalWorkflow = "signal-workflow:";
        public const string QueryWorkflow = "query-workflow:";
        public const string UpdateWorkflow = "update-workflow:";
        public const string RunWorkflow = "run-workflow:";
        public const string EndWorkflow = "end-workflow:";
        public const string HandleSignal = "handle-signal:";
        public const string HandleUpdate = "handle-update:";
        public const string RunActivity = "run-activity:";
    }

    public static class Tags
    {
        public const string WorkflowId = "temporal.workflow_id";
        public const string RunId = "temporal.run_id";
        public const string ActivityId = "temporal.activity_id";
        public const string ActivityAttempt = "temporal.activity_attempt";
        public const string Type = "type";
        public const string Outcome = "outcome";
        public const string State = "state";
        public const string Reason = "reason";
        public const string Kind = "kind";
    }

    public static class Metrics
    {
        /// <summary>Histogram, seconds; tags type, outcome.</summary>
        public const string ActivityDuration = "bgagent.activity.duration";

        /// <summary>Counter; tags kind, state, reason.</summary>
        public const string TasksEnded = "bgagent.tasks.ended";

        /// <summary>Histogram, seconds from start to end; tags kind, state.</summary>
        public const string TaskDuration = "bgagent.task.duration";

        /// <summary>Histogram, attempts a task took; tags kind, state.</summary>
        public const string TaskAttempts = "bgagent.task.attempts";

        /// <summary>Counter of webhook deliveries; tags kind (of endpoint), outcome.</summary>
        public const string Webhooks = "bgagent.webhooks";

        /// <summary>Counter of events of failed webhook deliveries that a sweep saw; tag outcome.</summary>
        public const string Redeliveries = "bgagent.redeliveries";

        /// <summary>Counter of branches that the janitor looked at; tag outcome (removed, or what it found).</summary>
        public const string JanitorBranches = "bgagent.janitor.branches";
    }

    /// <summary>Values of <see cref="Tags.Outcome"/>.</summary>
    public static class Outcomes
    {
        public const string Ok = "ok";
        public const string Failed = "failed";
        public const string Cancelled = "cancelled";
    }
}

using System.Diagnostics.Metrics;

namespace BackgroundAgent.Telemetry.Metering;

/// <summary>What we count and time ourselves.</summary>
public sealed class AgentMetrics : IDisposable
{
    private readonly Meter _meter = new(TelemetryNames.Source);
    private readonly Histogram<double> _activityDuration;
    private readonly Counter<long> _tasksEnded;
    private readonly Histogram<double> _taskDuration;
    private readonly Histogram<long> _taskAttempts;
    private readonly Counter<long> _redeliveries;
    private readonly Counter<long> _janitorBranches;

    public AgentMetrics()
    {
        _activityDuration = _meter.CreateHistogram<double>(TelemetryNames.Metrics.ActivityDuration, "s", "How long one run of an activity took.");
        _tasksEnded = _meter.CreateCounter<long>(TelemetryNames.Metrics.TasksEnded, "{task}", "Tasks that reached a terminal state.");
        _taskDuration = _meter.CreateHistogram<double>(TelemetryNames.Metrics.TaskDuration, "s", "From the start of a task to its end.");
        _taskAttempts = _meter.CreateHistogram<long>(TelemetryNames.Metrics.TaskAttempts, "{attempt}", "Attempts a task took.");
        _redeliveries = _meter.CreateCounter<long>(TelemetryNames.Metrics.Redeliveries, "{event}", "Events of failed webhook deliveries, by what a sweep did about them.");
        _janitorBranches = _meter.CreateCounter<long>(TelemetryNames.Metrics.JanitorBranches, "{branch}", "Branches that the janitor looked at, by what it did or found.");
    }

    /// <param name="type">Name of the activity.</param>
    /// <param name="outcome">One of <see cref="TelemetryNames.Outcomes"/>.</param>
    public void ActivityEnded(string type, string outcome, TimeSpan duration)
        => _activityDuration.Record(
            duration.TotalSeconds,
            new KeyValuePair<string, object?>(TelemetryNames.Tags.Type, type),
            new KeyValuePair<string, object?>(TelemetryNames.Tags.Outcome, outcome));

    public void TaskEnded(EndedTask task)
    {
        var kind = new KeyValuePair<string, object?>(TelemetryNames.Tags.Kind, task.Kind);
        var state = new KeyValuePair<string, object?>(TelemetryNames.Tags.State, task.State);
        _tasksEnded.Add(1, kind, state, new KeyValuePair<string, object?>(TelemetryNames.Tags.Reason, task.Reason));
        _taskDuration.Record(task.Duration.TotalSeconds, kind, state);
        _taskAttempts.Record(task.Attempts, kind, state);
    }

    /// <param name="outcome">What was done about them; of a closed list.</param>
    /// <param name="events">How many.</param>
    public void Swept(string outcome, int events) => _redeliveries.Add(events, new KeyValuePair<string, object?>(TelemetryNames.Tags.Outcome, outcome));

    /// <param name="outcome">What was done or found; of a closed list.</param>
    /// <param name="branches">How many.</param>
    public void Tidied(string outcome, int branches) => _janitorBranches.Add(branches, new KeyValuePair<string, object?>(TelemetryNames.Tags.Outcome, outcome));

    public void Dispose() => _meter.Dispose();
}

/// <summary>One finished task; all values are from closed lists, so that no metric grows without bound.</summary>
public sealed record EndedTask(string Kind, string State, string Reason, TimeSpan Duration, int Attempts);

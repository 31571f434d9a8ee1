namespace BackgroundAgent.DevServer.Engine;

/// <summary>A command of a workflow task cannot be carried out; the task fails with this cause and its commands are undone.</summary>
internal sealed class BadCommandException(WorkflowTaskFailedCause cause, string message)
    : Exception(message == cause.ToString() ? message : $"{cause}: {message}")
{
    public WorkflowTaskFailedCause Cause { get; } = cause;

    /// <summary>Set when the run must end, because repeating the task cannot help.</summary>
    public bool EndsRun { get; init; }
}

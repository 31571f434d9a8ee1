namespace BackgroundAgent.Activities.Failures;

/// <summary>This host has no work tree of the task.</summary>
internal sealed class WorkTreeMissingException(string taskId) : Exception($"This host has no work tree of task {taskId}.");

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Which events wait while a workflow task runs, and in which order they come out.</summary>
internal static class EventRules
{
    /// <summary>
    /// Events from outside wait until the running workflow task ends, so that the worker's commands follow the history it
    /// saw. Events that come from commands, workflow-task events and closing events never wait.
    /// </summary>
    public static bool IsBuffered(EventType type) => type switch
    {
        EventType.WorkflowExecutionSignaled or
        EventType.WorkflowExecutionCancelRequested or
        EventType.ActivityTaskStarted or
        EventType.TimerFired or
        EventType.StartChildWorkflowExecutionFailed or
        EventType.ChildWorkflowExecutionStarted or
        EventType.RequestCancelExternalWorkflowExecutionFailed or
        EventType.ExternalWorkflowExecutionCancelRequested or
        EventType.SignalExternalWorkflowExecutionFailed or
        EventType.ExternalWorkflowExecutionSignaled or
        EventType.WorkflowExecutionOptionsUpdated or
        EventType.WorkflowExecutionPaused or
        EventType.WorkflowExecutionUnpaused or
        EventType.NexusOperationStarted or
        EventType.NexusOperationCancelRequestCompleted or
        EventType.NexusOperationCancelRequestFailed or
        EventType.WorkflowExecutionUpdateAdmitted => true,
        _ => ComesLast(type),
    };

    /// <summary>Results of activities, children and Nexus operations come after everything else of the buffer.</summary>
    public static bool ComesLast(EventType type) => type is
        EventType.ActivityTaskCompleted or
        EventType.ActivityTaskFailed or
        EventType.ActivityTaskTimedOut or
        EventType.ActivityTaskCanceled or
        EventType.ChildWorkflowExecutionCompleted or
        EventType.ChildWorkflowExecutionFailed or
        EventType.ChildWorkflowExecutionCanceled or
        EventType.ChildWorkflowExecutionTimedOut or
        EventType.ChildWorkflowExecutionTerminated or
        EventType.NexusOperationCompleted or
        EventType.NexusOperationFailed or
        EventType.NexusOperationCanceled or
        EventType.NexusOperationTimedOut;

    public static bool IsWorkflowTask(EventType type) => type is
        EventType.WorkflowTaskScheduled or
        EventType.WorkflowTaskStarted or
        EventType.WorkflowTaskCompleted or
        EventType.WorkflowTaskFailed or
        EventType.WorkflowTaskTimedOut;

    public static WorkflowExecutionStatus? ClosingStatus(EventType type) => type switch
    {
        EventType.WorkflowExecutionCompleted => WorkflowExecutionStatus.Completed,
        EventType.WorkflowExecutionFailed => WorkflowExecutionStatus.Failed,
        EventType.WorkflowExecutionTimedOut => WorkflowExecutionStatus.TimedOut,
        EventType.WorkflowExecutionCanceled => WorkflowExecutionStatus.Canceled,
        EventType.WorkflowExecutionTerminated => WorkflowExecutionStatus.Terminated,
        EventType.WorkflowExecutionContinuedAsNew => WorkflowExecutionStatus.ContinuedAsNew,
        _ => null,
    };

    /// <summary>Events a worker need not know: an older one would fail the task on them otherwise.</summary>
    public static bool MayBeIgnored(EventType type) => type is
        EventType.WorkflowExecutionOptionsUpdated or
        EventType.WorkflowExecutionPaused or
        EventType.WorkflowExecutionUnpaused or
        EventType.NexusOperationCancelRequestCompleted or
        EventType.NexusOperationCancelRequestFailed;

    /// <summary>Events after which no workflow task is needed although they came from outside.</summary>
    public static bool NeedsNoTask(EventType type) => type is
        EventType.ActivityTaskStarted or
        EventType.WorkflowExecutionOptionsUpdated or
        EventType.WorkflowExecutionPaused;
}

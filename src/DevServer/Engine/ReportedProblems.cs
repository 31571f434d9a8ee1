namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// How often in a row the workflow task failed or timed out, and why the recorded one did. From the fifth on the execution says so in the search
/// attribute TemporalReportedProblems, until a task completes; see UpdateReportedProblemsSearchAttribute in the genuine server's mutable_state_impl.go.
/// </summary>
internal sealed class ReportedProblems
{
    private string[] _last = [];

    public int InARow { get; private set; }

    public string[] Shown => InARow >= Limits.ReportedProblems ? _last : [];

    /// <summary>Repeated attempts leave no event, so the cause shown is that of the last one that did.</summary>
    public void Note(HistoryEvent e) => _last = e.EventType == EventType.WorkflowTaskFailed
        ? ["category=WorkflowTaskFailed", "cause=WorkflowTaskFailedCause" + e.WorkflowTaskFailedEventAttributes.Cause]
        : ["category=WorkflowTaskTimedOut", "cause=WorkflowTaskTimedOutCause" + e.WorkflowTaskTimedOutEventAttributes.TimeoutType];

    public void Count() => InARow++;

    public void Forget() => (InARow, _last) = (0, []);

    public void Restore(int inARow) => InARow = inARow;
}

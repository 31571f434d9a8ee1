namespace BackgroundAgent.DevServer.Engine;

/// <summary>One line of the index of all runs: what lists show and what finds the run.</summary>
internal sealed class RunRecord(RunKey key, long serial, WorkflowExecutionInfo info)
{
    private volatile WorkflowExecutionInfo _info = info;

    public RunKey Key { get; } = key;

    public long Serial { get; } = serial;

    /// <summary>Replaced as a whole with each transaction; never changed in place.</summary>
    public WorkflowExecutionInfo Info
    {
        get => _info;
        set => _info = value;
    }

    public bool IsOpen => _info.Status == WorkflowExecutionStatus.Running || _info.Status == WorkflowExecutionStatus.Paused;
}

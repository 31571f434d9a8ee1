namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// One line of the index of all runs: what lists show and what finds the run. Of an open run what lists show is made when somebody asks;
/// changes come far more often than lists.
/// </summary>
internal sealed class RunRecord
{
    private readonly Lock _gate = new();
    private WorkflowExecutionInfo? _info;
    private long _infoVersion;
    private volatile Run? _open;

    public RunRecord(Run run)
        : this(run.Key, run.Serial) => _open = run;

    public RunRecord(RunKey key, long serial, WorkflowExecutionInfo info)
        : this(key, serial) => _info = info;

    private RunRecord(RunKey key, long serial) => (Key, Serial) = (key, serial);

    public RunKey Key { get; }

    public long Serial { get; }

    /// <summary>The state after the last change; never changed in place. Not to be called under a run's gate.</summary>
    public WorkflowExecutionInfo Info
    {
        get
        {
            lock (_gate)
            {
                if (_open is { } run && (_info is null || _infoVersion != run.Transitions))
                {
                    lock (run.Gate)
                    {
                        _infoVersion = run.Transitions;
                        _info = RunSummary.Build(run);
                    }
                }

                return _info!;
            }
        }
    }

    public bool IsOpen => _open is not null || _info!.Status is WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Paused;

    /// <summary>The run has ended; this is the line for good. Called under the run's gate, so it must not take the gate of this record.</summary>
    public void Close(WorkflowExecutionInfo info)
    {
        Volatile.Write(ref _info, info);
        _open = null;
    }
}

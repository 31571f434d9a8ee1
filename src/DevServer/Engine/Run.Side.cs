namespace BackgroundAgent.DevServer.Engine;

/// <summary>Loading, saving and undoing: state is the fold of the events plus the side state.</summary>
internal sealed partial class Run
{
    /// <summary>Builds the state of a stored run.</summary>
    public void Load(IEnumerable<byte[]> batches, byte[] side)
    {
        foreach (var batch in batches)
        {
            foreach (var e in History.Parser.ParseFrom(batch).Events)
            {
                Log.Append(e);
            }
        }

        Log.MarkAllWritten();
        _committedSide = side;
        Rebuild();
    }

    /// <summary>Undoes everything since the last commit.</summary>
    public void RollBack()
    {
        Log.DropUnwritten();
        CommandMetadata = null;
        Rebuild();
    }

    /// <summary>The side state to store with the transaction; it becomes what a roll-back returns to.</summary>
    public byte[] TakeSide()
    {
        _dirty = false;
        _committedSide = IsOpen || Status == WorkflowExecutionStatus.Paused ? BuildSide().ToBytes() : ClosedSide();
        return _committedSide;
    }

    private byte[] ClosedSide() => new SideState
    {
        Transitions = Transitions,
        Versioning = Versioning.ToBytes(),
        ResetRunId = Facts.ResetRunId,
        StartRequestId = Facts.StartRequestId,
        Callbacks = Callbacks.ToSide(),
    }.ToBytes();

    private SideState BuildSide() => new()
    {
        Transitions = Transitions,
        Task = WorkflowTask.ToSide(),
        Activities = Activities.ToSide(),
        Nexus = Nexus.ToSide(),
        Buffered = _buffered.Count == 0 ? null : [.. _buffered.Select(e => e.ToByteArray())],
        PauseIdentity = Pause.Identity,
        PauseReason = Pause.Reason,
        PauseTicks = Pause.Time?.UtcTicks ?? 0,
        BackoffOver = BackoffOver,
        CancelRequestId = Facts.CancelRequestId,
        Versioning = Versioning.ToBytes(),
        ResetRunId = Facts.ResetRunId,
        StartRequestId = Facts.StartRequestId,
    };

    private void Rebuild()
    {
        ResetState();
        foreach (var e in Log.Range(1, Log.Count))
        {
            Apply(e);
        }

        var side = SideState.Parse(_committedSide);
        Transitions = side.Transitions;
        BackoffOver |= side.BackoffOver;
        Facts.CancelRequestId = side.CancelRequestId;
        Facts.ResetRunId = side.ResetRunId;
        Facts.StartRequestId = side.StartRequestId;
        Versioning.Restore(side.Versioning);
        Pause.Restore(side);
        Callbacks.Restore(side.Callbacks);
        if (!IsOpen)
        {
            return;
        }

        foreach (var bytes in side.Buffered ?? [])
        {
            var e = HistoryEvent.Parser.ParseFrom(bytes);
            _buffered.Add(e);
            Apply(e);
        }

        WorkflowTask.Restore(side.Task);
        Activities.Restore(side.Activities);
        Nexus.Restore(side.Nexus);
    }
}

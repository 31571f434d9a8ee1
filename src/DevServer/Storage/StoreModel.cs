namespace BackgroundAgent.DevServer.Storage;

/// <summary>What the store keeps about a run beside its events. Serial is unique in the file and never reused.</summary>
internal sealed record StoredRun(long Serial, string Namespace, string WorkflowId, string RunId, bool Open)
{
    /// <summary>A serialized WorkflowExecutionInfo: what visibility shows of a closed run; empty while it is open.</summary>
    public required byte[] Summary { get; init; }

    /// <summary>What cannot be derived from events (attempts, heartbeats, buffered events); empty when there is none.</summary>
    public required byte[] Side { get; init; }
}

/// <summary>New events and the new row of one run. Events is a serialized History; empty when the write adds none.</summary>
internal sealed record RunWrite(StoredRun Row, long FirstEventId, byte[] Events);

/// <summary>A small record of any kind (namespace, schedule, ...). A null value deletes.</summary>
internal sealed record RecordWrite(string Kind, string Key, byte[]? Value);

/// <summary>Everything that must become durable together.</summary>
internal sealed class StoreWrite
{
    public List<RunWrite> Runs { get; } = [];

    public List<RecordWrite> Records { get; } = [];

    public List<long> DeletedRuns { get; } = [];

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace BackgroundAgent.DevServer.Storage;

/// <summary>
/// The transactional store. Writes become durable in the order of the calls, each as a whole; the returned task ends
/// when the write is on disk. A write that fails stops the store: every later write fails too (fail-stop), because what
/// is in memory is then ahead of the disk.
/// </summary>
internal interface IStore : IAsyncDisposable
{
    Task CommitAsync(StoreWrite write);

    /// <summary>The open runs, oldest first. Read once at start.</summary>
    IEnumerable<StoredRun> LoadOpenRuns();

    /// <summary>The closed runs, oldest first.</summary>
    IEnumerable<StoredRun> LoadClosedRuns();

    /// <summary>The closed run of a workflow id that started last, or null.</summary>
    StoredRun? FindLatestClosed(string @namespace, string workflowId);

    StoredRun? FindClosed(string @namespace, string workflowId, string runId);

    StoredRun? Find(long serial);

    /// <summary>The serialized History batches of a run in event order; only committed ones.</summary>
    IReadOnlyList<byte[]> ReadEvents(long serial);

    IEnumerable<KeyValuePair<string, byte[]>> LoadRecords(string kind);

    /// <summary>The highest serial ever used.</summary>
    long LastSerial { get; }
}

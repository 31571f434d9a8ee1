namespace BackgroundAgent.DevServer.Storage;

/// <summary>Keeps everything in memory, serialized: small, and the same reading path as a file.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Entry> _runs = [];

    // Sorted when they are read, which in memory is hardly ever: a sorted kind of its own would be compiled at every start.
    private readonly Dictionary<string, Dictionary<string, byte[]>> _records = [];

    public long LastSerial => 0;

    public Task CommitAsync(StoreWrite write)
    {
        lock (_gate)
        {
            foreach (var run in write.Runs)
            {
                if (!_runs.TryGetValue(run.Row.Serial, out var entry))
                {
                    _runs[run.Row.Serial] = entry = new Entry();
                }

                entry.Row = run.Row;
                if (run.Events.Length > 0)
                {
                    entry.Batches.Add(run.Events);
                }

                if (!run.Row.Open)
                {
                    entry.Batches.Capacity = entry.Batches.Count;
                }
            }

            foreach (var serial in write.DeletedRuns)
            {
                _runs.Remove(serial);
            }

            WriteRecordsUnderGate(write.Records);
        }

        write.Done.TrySetResult();
        return Task.CompletedTask;
    }

    public IEnumerable<StoredRun> LoadOpenRuns() => Rows(open: true);

    public IEnumerable<StoredRun> LoadClosedRuns() => Rows(open: false);

    public StoredRun? FindLatestClosed(string @namespace, string workflowId) =>
        Rows(open: false).LastOrDefault(r => r.WorkflowId == workflowId && r.Namespace == @namespace);

    public StoredRun? FindClosed(string @namespace, string workflowId, string runId) =>
        Rows(open: false).FirstOrDefault(r => r.RunId == runId && r.WorkflowId == workflowId && r.Namespace == @namespace);

    public StoredRun? Find(long serial)
    {
        lock (_gate)
        {
            return _runs.GetValueOrDefault(serial)?.Row;
        }
    }

    public IReadOnlyList<byte[]> ReadEvents(long serial)
    {
        lock (_gate)
        {
            return _runs.TryGetValue(serial, out var entry) ? [.. entry.Batches] : [];
        }
    }

    public IEnumerable<KeyValuePair<string, byte[]>> LoadRecords(string kind)
    {
        lock (_gate)
        {
            return _records.TryGetValue(kind, out var records) ? [.. records.OrderBy(r => r.Key, StringComparer.Ordinal)] : [];
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void WriteRecordsUnderGate(List<RecordWrite> writes)
    {
        foreach (var record in writes)
        {
            if (!_records.TryGetValue(record.Kind, out var kind))
            {
                _records[record.Kind] = kind = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            }

            if (record.Value is null)
            {
                kind.Remove(record.Key);
            }
            else
            {
                kind[record.Key] = record.Value;
            }
        }
    }

    private List<StoredRun> Rows(bool open)
    {
        lock (_gate)
        {
            return [.. _runs.Values.Select(e => e.Row!).Where(r => r.Open == open).OrderBy(r => r.Serial)];
        }
    }

    private sealed class Entry
    {
        public StoredRun? Row { get; set; }

        public List<byte[]> Batches { get; } = [];
    }
}

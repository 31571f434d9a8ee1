using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>
/// Finds runs. Open runs are always in memory; closed ones are read back when asked for. The lines of closed runs are
/// read from the store when something first needs them, so that a start costs only the open ones.
/// </summary>
internal sealed class RunIndex(IStore store, ServerClock clock)
{
    /// <summary>How many closed runs stay in memory with their events.</summary>
    private const int KeptClosed = 64;

    /// <summary>And how many bytes of events these have together, as stored; in memory it is several times that.</summary>
    private const long KeptClosedBytes = 8 * 1024 * 1024;

    /// <summary>However large: reading a history page by page must not load it for each page.</summary>
    private const int AlwaysKept = 4;

    private readonly ConcurrentDictionary<long, Run> _loaded = new();
    private readonly ConcurrentDictionary<RunKey, RunRecord> _records = new();
    private readonly ConcurrentDictionary<(string Namespace, string WorkflowId), RunRecord> _current = new();
    private readonly ConcurrentQueue<(Run Run, long Bytes)> _closed = new();
    private readonly Lock _loadGate = new();
    private long _closedBytes;
    private long _lastSerial = store.LastSerial;
    private volatile bool _closedRead = store.LastSerial == 0;

    public long NextSerial() => Interlocked.Increment(ref _lastSerial);

    public IEnumerable<Run> Loaded => _loaded.Values;

    public Run? FindLoaded(long serial) => _loaded.GetValueOrDefault(serial);

    /// <summary>Every run of a namespace.</summary>
    public IEnumerable<RunRecord> All(string @namespace)
    {
        ReadClosed();
        return _records.Values.Where(r => r.Key.Namespace == @namespace);
    }

    /// <summary>The run that a workflow id without a run id means: the open one, else the one started last.</summary>
    public RunRecord? FindCurrent(string @namespace, string workflowId)
    {
        if (_current.TryGetValue((@namespace, workflowId), out var record))
        {
            return record;
        }

        if (_closedRead || store.FindLatestClosed(@namespace, workflowId) is not { } row)
        {
            return null;
        }

        AddClosed(row);
        return _current.GetValueOrDefault((@namespace, workflowId));
    }

    public RunRecord? Find(RunKey key)
    {
        if (_records.TryGetValue(key, out var record))
        {
            return record;
        }

        if (_closedRead || store.FindClosed(key.Namespace, key.WorkflowId, key.RunId) is not { } row)
        {
            return null;
        }

        return AddClosed(row);
    }

    public Run Load(RunRecord record)
    {
        if (_loaded.TryGetValue(record.Serial, out var run))
        {
            return run;
        }

        lock (_loadGate)
        {
            if (_loaded.TryGetValue(record.Serial, out run))
            {
                return run;
            }

            var row = store.Find(record.Serial) ?? throw Rpc.RpcErrors.WorkflowNotFound(record.Key.WorkflowId, record.Key.RunId);
            run = new Run(record.Key, record.Serial, clock) { Record = record };
            run.Load(store.ReadEvents(record.Serial), row.Side);
            _loaded[record.Serial] = run;
            KeepClosed(run);
            return run;
        }
    }

    public void AddOpen(Run run) => Publish(run);

    /// <summary>
    /// Shows the newest state of a run in the index. Called under the run's gate. Gives what the store keeps for lists: of a closed run
    /// only, since an open one is rebuilt from its events.
    /// </summary>
    public WorkflowExecutionInfo? Publish(Run run)
    {
        if (run.Record is not { } record)
        {
            run.Record = record = new RunRecord(run);
            _records[run.Key] = record;
            _loaded[run.Serial] = run;
            var id = (run.Key.Namespace, run.Key.WorkflowId);
            if (!_current.TryGetValue(id, out var current) || current.Serial < run.Serial)
            {
                _current[id] = record;
            }
        }

        if (run.IsOpen)
        {
            return null;
        }

        var info = RunSummary.Build(run);
        record.Close(info);
        return info;
    }

    /// <summary>A closed run stays at hand for a while: results and descriptions are asked for right after the end.</summary>
    public void KeepClosed(Run run)
    {
        if (run.Callbacks.IsOwed)
        {
            // Still at work: it stays, as an open one does, until its last callback is done.
            return;
        }

        Interlocked.Add(ref _closedBytes, run.Log.SizeBytes);
        _closed.Enqueue((run, run.Log.SizeBytes));
        while ((_closed.Count > KeptClosed || (_closed.Count > AlwaysKept && Interlocked.Read(ref _closedBytes) > KeptClosedBytes)) &&
            _closed.TryPeek(out var oldest) && oldest.Run.LastCommit.IsCompleted && _closed.TryDequeue(out oldest))
        {
            Interlocked.Add(ref _closedBytes, -oldest.Bytes);
            _loaded.TryRemove(oldest.Run.Serial, out _);
        }
    }

    public void Remove(RunRecord record)
    {
        _records.TryRemove(record.Key, out _);
        _loaded.TryRemove(record.Serial, out _);
        var id = (record.Key.Namespace, record.Key.WorkflowId);
        if (_current.TryGetValue(id, out var current) && current.Serial == record.Serial)
        {
            _current.TryRemove(id, out _);
            if (All(record.Key.Namespace).Where(r => r.Key.WorkflowId == record.Key.WorkflowId).MaxBy(r => r.Serial) is { } previous)
            {
                _current[id] = previous;
            }
        }
    }

    public void ReadClosed()
    {
        if (_closedRead)
        {
            return;
        }

        lock (_loadGate)
        {
            if (_closedRead)
            {
                return;
            }

            foreach (var row in store.LoadClosedRuns())
            {
                AddClosed(row);
            }

            _closedRead = true;
        }
    }

    private RunRecord AddClosed(StoredRun row)
    {
        var key = new RunKey(row.Namespace, row.WorkflowId, row.RunId);
        var record = _records.GetOrAdd(key, k => new RunRecord(k, row.Serial, WorkflowExecutionInfo.Parser.ParseFrom(row.Summary)));
        _current.AddOrUpdate((row.Namespace, row.WorkflowId), record, (_, current) => current.Serial < record.Serial ? record : current);
        return record;
    }
}

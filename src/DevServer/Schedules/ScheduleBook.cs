using System.Buffers.Binary;
using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Time;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>All schedules: keeps them, wakes them when they are due, and tells them when their workflows close.</summary>
internal sealed class ScheduleBook
{
    private const string Kind = "schedule";
    private const string DeletedKind = "schedule-deleted";

    private readonly ConcurrentDictionary<(string Namespace, string Id), ScheduleRecord> _schedules = new();
    private readonly ConcurrentDictionary<(string Namespace, string Id), DateTimeOffset> _deleted = new();
    private readonly HistoryEngine _engine;
    private readonly ScheduleActions _actions;

    public ScheduleBook(HistoryEngine engine)
    {
        _engine = engine;
        _actions = new ScheduleActions(engine);
        engine.RunClosed += OnRunClosed;
    }

    public DateTimeOffset Now => _engine.Clock.GetUtcNow();

    public void Load()
    {
        foreach (var (_, bytes) in _engine.Store.LoadRecords(Kind))
        {
            var record = ScheduleRecord.FromBytes(bytes);
            _schedules[(record.Namespace, record.Id)] = record;
        }

        foreach (var (key, bytes) in _engine.Store.LoadRecords(DeletedKind))
        {
            var parts = key.Split('\n');
            _deleted[(parts[0], parts[1])] = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes), TimeSpan.Zero);
        }

        if (_schedules.IsEmpty)
        {
            return;
        }

        foreach (var record in _schedules.Values)
        {
            _ = ChangeAsync(record, _actions.CheckRunning);
        }
    }

    /// <summary>Newest first.</summary>
    public IEnumerable<ScheduleRecord> All(string @namespace) =>
        _schedules.Values.Where(s => s.Namespace == @namespace).OrderByDescending(s => s.CreateTime).ThenBy(s => s.Id, StringComparer.Ordinal);

    /// <summary>
    /// NOT_FOUND when there is none. The genuine server keeps a schedule as a workflow, and a deleted one as a closed workflow for as long as the
    /// namespace keeps those: of such a one <paramref name="deleted"/> is said.
    /// </summary>
    public ScheduleRecord Require(string @namespace, string id, string deleted = "workflow execution already completed")
    {
        if (_schedules.TryGetValue((@namespace, id), out var record))
        {
            return record;
        }

        var isKept = _deleted.TryGetValue((@namespace, id), out var at) && at >= KeptSince(@namespace);
        throw Rpc.RpcErrors.NotFound(isKept ? deleted : $"workflow not found for ID: temporal-sys-scheduler:{id}");
    }

    public bool TryAdd(ScheduleRecord record) => _schedules.TryAdd((record.Namespace, record.Id), record);

    /// <summary>Changes a schedule, lets it act on what is due, and stores it.</summary>
    public Task ChangeAsync(ScheduleRecord record, Action<ScheduleRecord> change)
    {
        _engine.Skipper.EnterWork();
        try
        {
            lock (record.Gate)
            {
                if (record.IsDeleted)
                {
                    throw Rpc.RpcErrors.NotFound("schedule not found");
                }

                change(record);
                _actions.Process(record, Now);
                Register(record);
                return Save([new RecordWrite(Kind, record.Key, record.ToBytes())]);
            }
        }
        finally
        {
            _engine.Skipper.ExitWork();
        }
    }

    public Task DeleteAsync(ScheduleRecord record)
    {
        lock (record.Gate)
        {
            record.IsDeleted = true;
            _schedules.TryRemove((record.Namespace, record.Id), out _);
            _deleted[(record.Namespace, record.Id)] = Now;
            var at = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(at, Now.UtcTicks);
            return Save([new RecordWrite(Kind, record.Key, null), new RecordWrite(DeletedKind, record.Key, at), .. Forget(record.Namespace)]);
        }
    }

    private DateTimeOffset KeptSince(string @namespace) => Now - _engine.Namespaces.Require(@namespace).Retention;

    /// <summary>Deleted longer ago than the namespace keeps what is closed.</summary>
    private List<RecordWrite> Forget(string @namespace)
    {
        var since = KeptSince(@namespace);
        var old = _deleted.Where(d => d.Key.Namespace == @namespace && d.Value < since).Select(d => d.Key).ToList();
        return [.. old.Where(k => _deleted.TryRemove(k, out _)).Select(k => new RecordWrite(DeletedKind, $"{k.Namespace}\n{k.Id}", null))];
    }

    private Task Save(IReadOnlyList<RecordWrite> records)
    {
        var write = new StoreWrite();
        write.Records.AddRange(records);
        return _engine.Store.CommitAsync(write);
    }

    private void Register(ScheduleRecord record)
    {
        if (ScheduleActions.IsIdle(record))
        {
            return;
        }

        if (record.Spec?.Next(record.LastProcessed, record.Id) is { } next)
        {
            _engine.Deadlines.Add(next.Actual > Now ? next.Actual : Now, new Wake(this, record));
        }
    }

    private void OnRunClosed(Run run)
    {
        if (!run.Facts.SearchAttributes.TryGetValue("TemporalScheduledById", out var payload) ||
            !Visibility.AttributeValue.TryDecode(payload, IndexedValueType.Keyword, out var id) || id is not string scheduleId ||
            !_schedules.TryGetValue((run.Key.Namespace, scheduleId), out var record))
        {
            return;
        }

        // Whoever closed the run may hold the gate of its workflow id, which comes after a schedule's gate.
        _engine.Skipper.EnterWork();
        _ = Task.Run(() => Tell(record, run));
    }

    private void Tell(ScheduleRecord record, Run run)
    {
        try
        {
            _ = ChangeAsync(record, r => ScheduleActions.OnClosed(r, run));
        }
        catch (RpcException)
        {
            // The schedule was deleted meanwhile.
        }
        finally
        {
            _engine.Skipper.ExitWork();
        }
    }

    private sealed class Wake(ScheduleBook book, ScheduleRecord record) : IDeadlineOwner
    {
        public void OnDue(DateTimeOffset now)
        {
            try
            {
                _ = book.ChangeAsync(record, _ => { });
            }
            catch (RpcException)
            {
                // The schedule was deleted meanwhile.
            }
        }
    }
}

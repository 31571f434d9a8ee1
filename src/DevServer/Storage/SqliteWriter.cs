using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace BackgroundAgent.DevServer.Storage;

/// <summary>The one thread that writes. It drains its queue into one transaction, commits, then acknowledges all of it.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Writes in one transaction at most, so that the first one does not wait for ever under load.</summary>
    private const int LargestBatch = 2000;

    private readonly Channel<StoreWrite> _queue = Channel.CreateUnbounded<StoreWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _upsertRun;
    private readonly SqliteCommand _insertEvents;
    private readonly SqliteCommand _upsertRecord;
    private readonly SqliteCommand _deleteRecord;
    private readonly SqliteCommand _deleteRun;
    private readonly Thread _thread;
    private Exception? _failure;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _upsertRun = Prepare(
            """
            INSERT INTO runs (serial, ns, wid, rid, open, summary, side) VALUES ($0, $1, $2, $3, $4, $5, $6)
            ON CONFLICT (serial) DO UPDATE SET open = excluded.open, summary = excluded.summary, side = excluded.side
            """,
            7);
        _insertEvents = Prepare("INSERT INTO events (serial, first, events) VALUES ($0, $1, $2)", 3);
        _upsertRecord = Prepare(
            "INSERT INTO records (kind, key, value) VALUES ($0, $1, $2) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value", 3);
        _deleteRecord = Prepare("DELETE FROM records WHERE kind = $0 AND key = $1", 2);
        _deleteRun = Prepare("DELETE FROM events WHERE serial = $0; DELETE FROM runs WHERE serial = $0", 1);
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    public void Enqueue(StoreWrite write)
    {
        if (!_queue.Writer.TryWrite(write))
        {
            write.Done.TrySetException(new StoreException("the store is closed"));
        }
    }

    public ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        var batch = new List<StoreWrite>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<StoreWrite> batch)
    {
        try
        {
            if (_failure is null)
            {
                using var transaction = _connection.BeginTransaction();
                foreach (var write in batch)
                {
                    Apply(write, transaction);
                }

                transaction.Commit();
            }
        }
        catch (SqliteException e)
        {
            _failure = new StoreException($"writing the database failed: {e.Message}", e);
        }

        foreach (var write in batch)
        {
            if (_failure is null)
            {
                write.Done.TrySetResult();
            }
            else
            {
                write.Done.TrySetException(_failure);
            }
        }
    }

    private void Apply(StoreWrite write, SqliteTransaction transaction)
    {
        foreach (var run in write.Runs)
        {
            var row = run.Row;
            Execute(_upsertRun, transaction, row.Serial, row.Namespace, row.WorkflowId, row.RunId, row.Open ? 1L : 0L, row.Summary, row.Side);
            if (run.Events.Length > 0)
            {
                Execute(_insertEvents, transaction, row.Serial, run.FirstEventId, run.Events);
            }
        }

        foreach (var record in write.Records)
        {
            if (record.Value is null)
            {
                Execute(_deleteRecord, transaction, record.Kind, record.Key);
            }
            else
            {
                Execute(_upsertRecord, transaction, record.Kind, record.Key, record.Value);
            }
        }

        foreach (var serial in write.DeletedRuns)
        {
            Execute(_deleteRun, transaction, serial);
        }
    }

    private static void Execute(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
        }

        return command;
    }
}

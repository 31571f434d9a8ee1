using Microsoft.Data.Sqlite;

namespace BackgroundAgent.DevServer.Storage;

/// <summary>
/// A SQLite file in WAL mode. One thread writes: it takes everything that waits into one transaction (group commit), so
/// that the price of the disk is shared and the order of the calls is the order on disk.
/// </summary>
internal sealed class SqliteStore : IStore
{
    private readonly SqliteFile _file;
    private readonly SqliteConnection _reader;
    private readonly Lock _readGate = new();
    private readonly SqliteWriter _writer;

    public SqliteStore(string path)
    {
        _file = new SqliteFile(path);
        try
        {
            var connection = _file.OpenChecked();
            _reader = _file.OpenReader();
            LastSerial = (long)Scalar("SELECT COALESCE(MAX(serial), 0) FROM runs");
            _writer = new SqliteWriter(connection);
        }
        catch
        {
            _reader?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    public long LastSerial { get; }

    public Task CommitAsync(StoreWrite write)
    {
        _writer.Enqueue(write);
        return write.Done.Task;
    }

    public IEnumerable<StoredRun> LoadOpenRuns() => Runs("open = 1 ORDER BY serial", []);

    public IEnumerable<StoredRun> LoadClosedRuns() => Runs("open = 0 ORDER BY serial", []);

    public StoredRun? FindLatestClosed(string @namespace, string workflowId) => Runs(
        "open = 0 AND ns = $0 AND wid = $1 ORDER BY serial DESC LIMIT 1", [@namespace, workflowId]).FirstOrDefault();

    public StoredRun? FindClosed(string @namespace, string workflowId, string runId) => Runs(
        "open = 0 AND ns = $0 AND wid = $1 AND rid = $2", [@namespace, workflowId, runId]).FirstOrDefault();

    public StoredRun? Find(long serial) => Runs("serial = $0", [serial]).FirstOrDefault();

    public IReadOnlyList<byte[]> ReadEvents(long serial)
    {
        lock (_readGate)
        {
            using var command = _reader.CreateCommand();
            command.CommandText = "SELECT events FROM events WHERE serial = $0 ORDER BY first";
            command.Parameters.AddWithValue("$0", serial);
            using var rows = command.ExecuteReader();
            var result = new List<byte[]>();
            while (rows.Read())
            {
                result.Add((byte[])rows[0]);
            }

            return result;
        }
    }

    public IEnumerable<KeyValuePair<string, byte[]>> LoadRecords(string kind)
    {
        lock (_readGate)
        {
            using var command = _reader.CreateCommand();
            command.CommandText = "SELECT key, value FROM records WHERE kind = $0 ORDER BY key";
            command.Parameters.AddWithValue("$0", kind);
            using var rows = command.ExecuteReader();
            var result = new List<KeyValuePair<string, byte[]>>();
            while (rows.Read())
            {
                result.Add(new(rows.GetString(0), (byte[])rows[1]));
            }

            return result;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The last connection to close folds the log into the file, which one that only reads could not do.
        lock (_readGate)
        {
            _reader.Dispose();
        }

        await _writer.DisposeAsync();
        _file.Dispose();
    }

    private List<StoredRun> Runs(string where, object[] arguments)
    {
        lock (_readGate)
        {
            using var command = _reader.CreateCommand();
            command.CommandText = "SELECT serial, ns, wid, rid, open, summary, side FROM runs WHERE " + where;
            for (var i = 0; i < arguments.Length; i++)
            {
                command.Parameters.AddWithValue("$" + i, arguments[i]);
            }

            using var rows = command.ExecuteReader();
            var result = new List<StoredRun>();
            while (rows.Read())
            {
                result.Add(new StoredRun(rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4) == 1)
                {
                    Summary = (byte[])rows[5],
                    Side = (byte[])rows[6],
                });
            }

            return result;
        }
    }

    private object Scalar(string sql)
    {
        using var command = _reader.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() ?? 0L;
    }
}

using Microsoft.Data.Sqlite;

namespace BackgroundAgent.DevServer.Storage;

/// <summary>
/// Opens the database file: checks that it is ours, whole and not newer, before anything is written to it, and holds a
/// lock file so that two servers never share one.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>Marks a file as ours (SQLite's application_id), "BgAg" in ASCII.</summary>
    private const long ApplicationId = 0x42674167;

    private const long SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE runs (
            serial INTEGER PRIMARY KEY, ns TEXT NOT NULL, wid TEXT NOT NULL, rid TEXT NOT NULL,
            open INTEGER NOT NULL, summary BLOB NOT NULL, side BLOB NOT NULL);
        CREATE INDEX runs_by_id ON runs (ns, wid);
        CREATE INDEX runs_open ON runs (serial) WHERE open = 1;
        CREATE TABLE events (
            serial INTEGER NOT NULL, first INTEGER NOT NULL, events BLOB NOT NULL, PRIMARY KEY (serial, first)) WITHOUT ROWID;
        CREATE TABLE records (
            kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
        """;

    private readonly string _path;
    private readonly FileStream _lock;

    public SqliteFile(string path)
    {
        _path = Path.GetFullPath(path);
        if (Directory.Exists(_path))
        {
            throw new StoreException($"database file {_path} is a directory");
        }

        try
        {
            _lock = new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"database file {_path} cannot be opened or is in use by another server: {e.Message}", e);
        }
    }

    public SqliteConnection OpenChecked()
    {
        var isNew = !File.Exists(_path) || new FileInfo(_path).Length == 0;
        SqliteConnection? connection = null;
        try
        {
            connection = Open(SqliteOpenMode.ReadWriteCreate);
            if (!isNew)
            {
                Check(connection);
            }

            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL");
            if (isNew)
            {
                Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}; BEGIN; {Schema} COMMIT;");
            }

            return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw new StoreException($"database file {_path} cannot be read ({e.Message}); it was left as it is", e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly);

    public void Dispose() => _lock.Dispose();

    private void Check(SqliteConnection connection)
    {
        if (Pragma(connection, "application_id") != ApplicationId)
        {
            throw new StoreException($"database file {_path} is not a database of this server; it was left as it is");
        }

        var version = Pragma(connection, "user_version");
        if (version > SchemaVersion)
        {
            throw new StoreException(
                $"database file {_path} was written by a newer version (schema {version}, this one knows {SchemaVersion}); it was left as it is");
        }

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() as string is var result && result != "ok")
        {
            throw new StoreException($"database file {_path} is corrupt ({result}); it was left as it is");
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static long Pragma(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + name;
        return (long)(command.ExecuteScalar() ?? 0L);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

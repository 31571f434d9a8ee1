using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>
/// The local forge's records: one SQLite file, which several processes of the host may use. Write-ahead logging makes every commit survive
/// a kill of the process.
/// </summary>
internal sealed class LocalDatabase
{
    private const int Version = 1;

    private const string Schema =
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            repository_key TEXT NOT NULL,
            repository TEXT NOT NULL,
            commit_id TEXT NOT NULL,
            purpose TEXT NOT NULL,
            branch TEXT,
            command TEXT NOT NULL,
            network INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            UNIQUE (repository_key, commit_id, purpose)
        );
        CREATE INDEX runs_of_branch ON runs (repository_key, branch);
        CREATE TABLE attempts (
            run_id INTEGER NOT NULL REFERENCES runs (id),
            attempt INTEGER NOT NULL,
            status TEXT NOT NULL,
            conclusion TEXT,
            summary TEXT,
            cancel INTEGER NOT NULL DEFAULT 0,
            queued_at INTEGER NOT NULL,
            started_at INTEGER,
            completed_at INTEGER,
            PRIMARY KEY (run_id, attempt)
        );
        CREATE INDEX attempts_of_status ON attempts (status, queued_at);
        CREATE TABLE deliveries (
            id TEXT PRIMARY KEY,
            run_id INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            next_at INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE pull_requests (
            repository_key TEXT NOT NULL,
            number INTEGER NOT NULL,
            repository TEXT NOT NULL,
            task_id TEXT NOT NULL,
            branch TEXT NOT NULL,
            base_branch TEXT NOT NULL,
            head_commit TEXT NOT NULL,
            stage TEXT NOT NULL,
            title TEXT NOT NULL,
            body TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (repository_key, number),
            UNIQUE (repository_key, branch)
        );
        """;

    private readonly Lazy<string> connectionString;

    public LocalDatabase(IOptions<ForgesOptions> options)
    {
        var folder = Path.Join(Path.GetFullPath(options.Value.DataDirectory), "forge");
        connectionString = new Lazy<string>(() => Prepare(folder));
    }

    /// <summary>One statement that answers with rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        using var connection = Open(connectionString.Value);
        using var command = Command(connection, sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Statements that hold together or not at all; the writer's lock is taken at the start.</summary>
    public T Write<T>(Func<LocalWriter, T> write)
    {
        using var connection = Open(connectionString.Value);
        using var transaction = connection.BeginTransaction();
        var result = write(new LocalWriter(connection));
        transaction.Commit();
        return result;
    }

    internal static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private static string Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        var text = new SqliteConnectionStringBuilder { DataSource = Path.Join(folder, "forge.db"), DefaultTimeout = 30, ForeignKeys = true }.ToString();
        using var connection = Open(text);
        using (var journal = Command(connection, "PRAGMA journal_mode = WAL", []))
        {
            journal.ExecuteNonQuery();
        }

        // Taken first, so that two processes that start together do not both create the tables.
        using var transaction = connection.BeginTransaction();
        using var versionCommand = Command(connection, "PRAGMA user_version", []);
        var version = (long)versionCommand.ExecuteScalar()!;
        if (version > Version)
        {
            throw new ForgeException(ForgeFault.Invalid, $"The local forge's records in {folder} were written by a newer version.");
        }

        if (version == 0)
        {
            using var schema = Command(connection, $"{Schema}PRAGMA user_version = {Version};", []);
            schema.ExecuteNonQuery();
        }

        transaction.Commit();
        return text;
    }

    private static SqliteConnection Open(string text)
    {
        var connection = new SqliteConnection(text);
        connection.Open();
        using var command = Command(connection, "PRAGMA synchronous = NORMAL", []);
        command.ExecuteNonQuery();
        return connection;
    }
}

/// <summary>Statements of one transaction.</summary>
internal sealed class LocalWriter(SqliteConnection connection)
{
    /// <returns>Rows changed.</returns>
    public int Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = LocalDatabase.Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <returns>The first column of the first row; null when there is none.</returns>
    public object? Scalar(string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = LocalDatabase.Command(connection, sql, parameters);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>
/// How often each test failed without a change, by past runs, in a SQLite file. A run counts as a flake where the same commit also passed. One writer at a time;
/// safe to open from several processes.
/// </summary>
public sealed class FlakinessStatistics : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;

    /// <param name="path">The file; made when missing. <c>:memory:</c> keeps it in memory.</param>
    /// <param name="time">For the time of each run, by which old ones are dropped.</param>
    public FlakinessStatistics(string path, TimeProvider time)
    {
        _time = time;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS runs (
                repository TEXT NOT NULL, test TEXT NOT NULL, commit_id TEXT NOT NULL, run TEXT NOT NULL, failed INTEGER NOT NULL, at INTEGER NOT NULL,
                PRIMARY KEY (repository, test, commit_id, run)) WITHOUT ROWID;
            """);
    }

    /// <summary>Notes the result of a test in a run. Noting the same run again changes nothing.</summary>
    public void Record(TestRun run)
    {
        using var command = Command("INSERT OR IGNORE INTO runs VALUES ($repository, $test, $commit, $run, $failed, $at)");
        command.Parameters.AddWithValue("$repository", run.Repository);
        command.Parameters.AddWithValue("$test", run.Test);
        command.Parameters.AddWithValue("$commit", run.Commit);
        command.Parameters.AddWithValue("$run", run.RunId);
        command.Parameters.AddWithValue("$failed", run.Failed ? 1 : 0);
        command.Parameters.AddWithValue("$at", _time.GetUtcNow().ToUnixTimeSeconds());
        command.ExecuteNonQuery();
    }

    /// <summary>The flake rate of a test; null where it never ran.</summary>
    public FlakeRate? Of(string repository, string test)
    {
        using var command = Command(
            """
            SELECT COUNT(*), SUM(CASE WHEN failed = 1 AND EXISTS (
                SELECT 1 FROM runs p WHERE p.repository = r.repository AND p.test = r.test AND p.commit_id = r.commit_id AND p.failed = 0) THEN 1 ELSE 0 END)
            FROM runs r WHERE repository = $repository AND test = $test
            """);
        command.Parameters.AddWithValue("$repository", repository);
        command.Parameters.AddWithValue("$test", test);
        using var reader = command.ExecuteReader();
        reader.Read();
        var runs = reader.GetInt64(0);
        return runs == 0 ? null : FlakeRate.Of(runs, Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture));
    }

    /// <summary>Drops runs older than the age and returns how many.</summary>
    public int Forget(TimeSpan age)
    {
        using var command = Command("DELETE FROM runs WHERE at < $at");
        command.Parameters.AddWithValue("$at", (_time.GetUtcNow() - age).ToUnixTimeSeconds());
        return command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private void Execute(string text)
    {
        using var command = Command(text);
        command.ExecuteNonQuery();
    }
}

/// <summary>The result of one test in one CI run.</summary>
public sealed record TestRun(string Repository, string Test, string Commit, string RunId, bool Failed);

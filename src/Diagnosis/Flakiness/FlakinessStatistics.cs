using Microsoft.Data.Sqlite;

namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>
/// How often each test failed without a change, by past CI runs, in a SQLite file. A failure is a flake where the same test passed in the same check of the same commit, in another run attempt.
/// Safe to use from several threads, and to open from several processes.
/// </summary>
public sealed class FlakinessStatistics : IDisposable
{
    /// <summary>The file's name in a data directory.</summary>
    public const string FileName = "flakiness.db";

    /// <summary>Runs read longer ago say little about a test as it is now, and are dropped.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private DateTimeOffset _forgotten;

    /// <param name="path">The file; made when missing. <c>:memory:</c> keeps it in memory.</param>
    /// <param name="time">For the time of each run, by which old ones are dropped.</param>
    /// <exception cref="SqliteException">The file cannot be opened or is none of ours.</exception>
    public FlakinessStatistics(string path, TimeProvider time)
    {
        _time = time;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var command = Command(FlakinessQueries.Schema);
        command.ExecuteNonQuery();
    }

    /// <summary>Keeps what a run said, all or nothing. The same run again changes nothing.</summary>
    /// <returns>Results that were not known yet.</returns>
    public int Record(TestResults results)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            var run = Id(
                FlakinessQueries.AddRun, FlakinessQueries.FindRun, ("$repository", results.Repository), ("$check", results.Check),
                ("$commit", results.Commit), ("$run", results.Run), ("$at", _time.GetUtcNow().ToUnixTimeSeconds()));
            using var addTest = Command(FlakinessQueries.AddTest, ("$repository", results.Repository), ("$name", ""));
            using var addResult = Command(FlakinessQueries.AddResult, ("$repository", results.Repository), ("$name", ""), ("$run", run), ("$failed", 0));
            var failed = results.Failed.ToHashSet(StringComparer.Ordinal);
            var added = 0;
            foreach (var test in results.Passed.Concat(failed).Distinct(StringComparer.Ordinal))
            {
                addTest.Parameters["$name"].Value = addResult.Parameters["$name"].Value = test;
                addResult.Parameters["$failed"].Value = failed.Contains(test) ? 1 : 0;
                addTest.ExecuteNonQuery();
                added += addResult.ExecuteNonQuery();
            }

            transaction.Commit();
            ForgetNowAndThen();
            return added;
        }
    }

    /// <summary>The flake rate of a test; null where it never ran.</summary>
    public FlakeRate? Of(string repository, string test)
    {
        lock (_lock)
        {
            return Query(FlakinessQueries.OneTest, ("$repository", repository), ("$name", test)) is [var one] ? one.Rate : null;
        }
    }

    /// <summary>Tests that flaked, the surest first: by the lower end of the interval, then by name.</summary>
    /// <param name="repository">Null: of all.</param>
    /// <param name="limit">Most tests.</param>
    public IReadOnlyList<TestFlakiness> Flakiest(string? repository, int limit)
    {
        lock (_lock)
        {
            var flaky = Query(FlakinessQueries.Flaky, ("$repository", (object?)repository ?? DBNull.Value));
            return [.. flaky.OrderByDescending(test => test.Rate.Low).ThenBy(test => test.Test, StringComparer.Ordinal).ThenBy(test => test.Repository, StringComparer.Ordinal).Take(limit)];
        }
    }

    /// <summary>Runs and different tests that are kept.</summary>
    /// <param name="repository">Null: of all.</param>
    public (long Runs, long Tests) Count(string? repository)
    {
        lock (_lock)
        {
            using var command = Command(FlakinessQueries.Count, ("$repository", (object?)repository ?? DBNull.Value));
            using var reader = command.ExecuteReader();
            reader.Read();
            return (reader.GetInt64(0), reader.GetInt64(1));
        }
    }

    /// <summary>Drops runs older than the age and returns how many.</summary>
    public int Forget(TimeSpan age)
    {
        lock (_lock)
        {
            return ForgetOlder(age);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void ForgetNowAndThen()
    {
        if (_time.GetUtcNow() - _forgotten > ForgetEvery)
        {
            _forgotten = _time.GetUtcNow();
            ForgetOlder(Kept);
        }
    }

    private int ForgetOlder(TimeSpan age)
    {
        using var command = Command(FlakinessQueries.ForgetRuns, ("$at", (_time.GetUtcNow() - age).ToUnixTimeSeconds()));
        var runs = command.ExecuteNonQuery();
        using var tests = Command(FlakinessQueries.ForgetTests);
        tests.ExecuteNonQuery();
        return runs;
    }

    private List<TestFlakiness> Query(string text, params (string Name, object Value)[] parameters)
    {
        using var command = Command(text, parameters);
        using var reader = command.ExecuteReader();
        var tests = new List<TestFlakiness>();
        while (reader.Read())
        {
            var last = reader.IsDBNull(4) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(4));
            tests.Add(new(reader.GetString(0), reader.GetString(1), FlakeRate.Of(reader.GetInt64(2), reader.GetInt64(3)), last));
        }

        return tests;
    }

    private long Id(string add, string find, params (string Name, object Value)[] parameters)
    {
        using var adding = Command(add, parameters);
        adding.ExecuteNonQuery();
        using var finding = Command(find, parameters);
        return (long)finding.ExecuteScalar()!;
    }

    private SqliteCommand Command(string text, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

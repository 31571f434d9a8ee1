using System.Globalization;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Ci;
using Microsoft.Data.Sqlite;

namespace BackgroundAgent.Forges.Local;

/// <summary>The runs of local CI and their attempts. The database is the queue: what it says survives the process.</summary>
internal sealed class CiRuns(LocalDatabase database, CiWakeup wakeup, TimeProvider time)
{
    private const string Columns =
        """
        SELECT a.run_id, a.attempt, a.status, a.conclusion, a.summary, a.cancel, a.started_at, a.completed_at,
            r.repository_key, r.repository, r.commit_id, r.purpose, r.branch, r.command, r.network
        FROM attempts a JOIN runs r ON r.id = a.run_id
        """;

    private static readonly string Queued = CheckStatus.Queued.ToKebabCase();
    private static readonly string InProgress = CheckStatus.InProgress.ToKebabCase();
    private static readonly string Completed = CheckStatus.Completed.ToKebabCase();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Queues the first attempt of a run; one that is there already is left alone.</summary>
    /// <returns>The run's id.</returns>
    public long Ensure(CiRun run)
    {
        var id = database.Write(writer =>
        {
            var added = writer.Execute(
                """
                INSERT INTO runs (repository_key, repository, commit_id, purpose, branch, command, network, created_at)
                VALUES ($key, $repository, $commit, $purpose, $branch, $command, $network, $now) ON CONFLICT DO NOTHING
                """,
                ("$key", run.RepositoryKey), ("$repository", run.Repository), ("$commit", run.Commit), ("$purpose", run.Purpose),
                ("$branch", run.Branch), ("$command", run.Command), ("$network", run.Network), ("$now", Now));
            var id = (long)writer.Scalar(
                "SELECT id FROM runs WHERE repository_key = $key AND commit_id = $commit AND purpose = $purpose",
                ("$key", run.RepositoryKey), ("$commit", run.Commit), ("$purpose", run.Purpose))!;
            if (added > 0)
            {
                Queue(writer, id, attempt: 1);
            }

            return id;
        });
        wakeup.Ring();
        return id;
    }

    /// <summary>Queues the attempt after the given one; one that is there already is left alone.</summary>
    public void Rerun(long runId, int attempt)
    {
        database.Write(writer => Queue(writer, runId, attempt + 1));
        wakeup.Ring();
    }

    /// <summary>The newest attempt of each run of a commit.</summary>
    public IReadOnlyList<CiAttempt> OfCommit(string repositoryKey, string commit) => database.Query(
        $"""
        {Columns} WHERE r.repository_key = $key AND r.commit_id = $commit
            AND a.attempt = (SELECT MAX(attempt) FROM attempts WHERE run_id = a.run_id)
        ORDER BY a.run_id
        """,
        Read, ("$key", repositoryKey), ("$commit", commit));

    public CiAttempt? Find(long runId, int attempt)
        => database.Query($"{Columns} WHERE a.run_id = $run AND a.attempt = $attempt", Read, ("$run", runId), ("$attempt", attempt)).FirstOrDefault();

    /// <summary>The last run of a branch, whatever its commit.</summary>
    public CiAttempt? NewestOfBranch(string repositoryKey, string branch) => database.Query(
        $"{Columns} WHERE r.repository_key = $key AND r.branch = $branch ORDER BY r.id DESC, a.attempt DESC LIMIT 1",
        Read, ("$key", repositoryKey), ("$branch", branch)).FirstOrDefault();

    /// <summary>Takes the oldest queued attempt. Call only while holding the runner's lock.</summary>
    public CiAttempt? Claim()
    {
        var claimed = database.Write(writer => writer.Scalar(
            """
            UPDATE attempts SET status = $progress, started_at = $now
            WHERE rowid = (SELECT rowid FROM attempts WHERE status = $queued ORDER BY queued_at, run_id LIMIT 1)
            RETURNING run_id || '/' || attempt
            """,
            ("$progress", InProgress), ("$queued", Queued), ("$now", Now)));
        if (claimed is not string name)
        {
            return null;
        }

        var parts = name.Split('/');
        return Find(long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Puts back what a killed runner was working on. Call once after taking the runner's lock.</summary>
    public int RequeueInterrupted() => database.Write(writer => writer.Execute(
        "UPDATE attempts SET status = $queued, started_at = NULL WHERE status = $progress", ("$queued", Queued), ("$progress", InProgress)));

    /// <summary>Ends an attempt and, when somebody waits for it, queues the report in the same transaction.</summary>
    public void Complete(long runId, int attempt, CheckConclusion conclusion, string summary)
    {
        database.Write(writer => Complete(writer, runId, attempt, conclusion, summary));
        wakeup.Ring();
    }

    /// <summary>Ends what is queued of a commit and asks for what runs to be stopped.</summary>
    public void Cancel(string repositoryKey, string commit)
    {
        database.Write(writer =>
        {
            foreach (var attempt in OfCommit(repositoryKey, commit).Where(attempt => attempt.Run.Purpose == CiPurpose.Push))
            {
                if (attempt.Status == CheckStatus.Queued)
                {
                    Complete(writer, attempt.RunId, attempt.Attempt, CheckConclusion.Cancelled, "cancelled before it started");
                }
            }

            return writer.Execute(
                """
                UPDATE attempts SET cancel = 1 WHERE status = $progress
                    AND run_id IN (SELECT id FROM runs WHERE repository_key = $key AND commit_id = $commit AND purpose = $purpose)
                """,
                ("$progress", InProgress), ("$key", repositoryKey), ("$commit", commit), ("$purpose", CiPurpose.Push));
        });
        wakeup.Ring();
    }

    /// <summary>Running attempts that shall be stopped.</summary>
    public IReadOnlyList<CiAttempt> ToCancel()
        => database.Query($"{Columns} WHERE a.status = $progress AND a.cancel = 1", Read, ("$progress", InProgress));

    private int Complete(LocalWriter writer, long runId, int attempt, CheckConclusion conclusion, string summary)
    {
        var changed = writer.Execute(
            """
            UPDATE attempts SET status = $completed, conclusion = $conclusion, summary = $summary, completed_at = $now
            WHERE run_id = $run AND attempt = $attempt AND status <> $completed
            """,
            ("$completed", Completed), ("$conclusion", conclusion.ToKebabCase()), ("$summary", summary), ("$now", Now), ("$run", runId), ("$attempt", attempt));
        return changed == 0 ? 0 : writer.Execute(
            """
            INSERT INTO deliveries (id, run_id, attempt, created_at, next_at)
            SELECT 'ci-' || substr(r.commit_id, 1, 16) || '-' || r.id || '-' || $attempt || '-' || $completed, r.id, $attempt, $now, $now
            FROM runs r WHERE r.id = $run AND r.branch IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            ("$completed", Completed), ("$now", Now), ("$run", runId), ("$attempt", attempt));
    }

    private int Queue(LocalWriter writer, long runId, int attempt) => writer.Execute(
        "INSERT INTO attempts (run_id, attempt, status, queued_at) VALUES ($run, $attempt, $queued, $now) ON CONFLICT DO NOTHING",
        ("$run", runId), ("$attempt", attempt), ("$queued", Queued), ("$now", Now));

    private static CiAttempt Read(SqliteDataReader row) => new()
    {
        RunId = row.GetInt64(0),
        Attempt = row.GetInt32(1),
        Status = Parse<CheckStatus>(row.GetString(2)),
        Conclusion = row.IsDBNull(3) ? null : Parse<CheckConclusion>(row.GetString(3)),
        Summary = row.IsDBNull(4) ? null : row.GetString(4),
        CancelAsked = row.GetBoolean(5),
        StartedAt = row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        CompletedAt = row.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        Run = new CiRun(
            row.GetString(8), row.GetString(9), row.GetString(10), row.GetString(11), row.IsDBNull(12) ? null : row.GetString(12), row.GetString(13), row.GetBoolean(14)),
    };

    private static T Parse<T>(string word)
        where T : struct, Enum
        => Enum.GetValues<T>().First(value => value.ToKebabCase() == word);
}

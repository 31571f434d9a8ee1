using BackgroundAgent.Contracts.Webhooks;

namespace BackgroundAgent.Forges.Local;

/// <summary>Reports that are still to be delivered. A report is queued with the result it tells of, and goes when the receiver has taken it.</summary>
internal sealed class CiDeliveries(LocalDatabase database, CiRuns runs, CiLogs logs, TimeProvider time)
{
    /// <summary>A task that has not looked for this long is not helped by a webhook any more.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Due ones, oldest first; at most 100.</summary>
    public IReadOnlyList<CiDelivery> Due() => database.Query(
        "SELECT id, run_id, attempt, tries FROM deliveries WHERE next_at <= $now ORDER BY created_at LIMIT 100",
        row => new CiDelivery(row.GetString(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3)),
        ("$now", Now));

    /// <summary>What to report; null when there is nobody to tell.</summary>
    public CiWebhook? Body(CiDelivery delivery)
        => runs.Find(delivery.RunId, delivery.Attempt) is { Run.Branch: { } branch } attempt
            ? new CiWebhook
            {
                Repository = attempt.Run.Repository,
                Branch = branch,
                Commit = attempt.Run.Commit,
                Check = LocalCiOptions.CheckName,
                Status = attempt.Status,
                Conclusion = attempt.Conclusion,
                Url = logs.File(attempt.RunId, attempt.Attempt),
                RunAttempt = attempt.Attempt,
            }
            : null;

    /// <summary>How long until the next one is due; null when nothing waits.</summary>
    public TimeSpan? UntilNext()
    {
        var next = database.Query("SELECT MIN(next_at) FROM deliveries", row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0)).Single();
        return next is { } at ? TimeSpan.FromMilliseconds(Math.Max(0, at - Now)) : null;
    }

    public void Done(string id) => database.Write(writer => writer.Execute("DELETE FROM deliveries WHERE id = $id", ("$id", id)));

    /// <summary>Tries again later, each time after twice as long.</summary>
    public void Postpone(CiDelivery delivery)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(
            LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(delivery.Tries, 16))));
        database.Write(writer =>
        {
            writer.Execute(
                "UPDATE deliveries SET tries = tries + 1, next_at = $next WHERE id = $id",
                ("$next", Now + (long)pause.TotalMilliseconds), ("$id", delivery.Id));
            return writer.Execute("DELETE FROM deliveries WHERE created_at < $old", ("$old", Now - (long)GiveUpAfter.TotalMilliseconds));
        });
    }
}

/// <param name="Id">The same in every try.</param>
internal sealed record CiDelivery(string Id, long RunId, int Attempt, int Tries);

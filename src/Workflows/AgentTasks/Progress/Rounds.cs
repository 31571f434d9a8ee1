using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>Changes to the list of attempts.</summary>
internal static class Rounds
{
    /// <summary>Findings kept of an attempt that is over; all of them are in its findings artifact.</summary>
    private const int FindingsOfPastAttempts = 5;

    /// <summary>Opens the next attempt, or goes on with one whose patch was lost with its host.</summary>
    public static TaskProgress Begin(TaskProgress progress, DateTimeOffset now)
    {
        IReadOnlyList<AttemptRecord> attempts = progress.OpenAttempt is not null
            ? progress.Attempts
            : [.. progress.Attempts.Select(Shorten), new AttemptRecord { Number = progress.Attempts.Count + 1, StartedAt = now }];
        return progress with
        {
            Phase = Phase.NeedsPatch,
            Attempts = attempts,
            Patch = null,
            Guard = null,
            People = progress.People with
            {
                Rejection = null,
                GateDeadline = null,
                GateExpired = false,
                FeedbackHeard = progress.People.Feedback.Count,
                WorkAsked = null,
            },
        };
    }

    /// <summary>Changes the open attempt, if there is one.</summary>
    public static TaskProgress Update(TaskProgress progress, Func<AttemptRecord, AttemptRecord> change)
        => progress.OpenAttempt is not { } open ? progress : progress with { Attempts = [.. progress.Attempts.SkipLast(1), change(open)] };

    /// <summary>Ends the open attempt, if there is one.</summary>
    public static TaskProgress Close(TaskProgress progress, DateTimeOffset now, string? verdict = null)
        => Update(progress, record => record with { EndedAt = now, Verdict = verdict ?? record.Verdict });

    private static AttemptRecord Shorten(AttemptRecord record) => record with
    {
        Findings = [.. record.Findings.Take(FindingsOfPastAttempts).Select(finding => finding with { Excerpt = null })],
    };
}

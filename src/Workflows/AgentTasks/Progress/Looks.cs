using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;

namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>What a look at CI and a rerun change.</summary>
internal static class Looks
{
    public static TaskProgress Apply(TaskProgress progress, CiObservation observation, DateTimeOffset now)
    {
        var seen = Text(observation);
        var watch = progress.Ci with
        {
            Seen = seen,
            SeenSince = seen == progress.Ci.Seen ? progress.Ci.SeenSince : now,
            Looks = seen == progress.Ci.Seen ? progress.Ci.Looks + 1 : 0,
        };
        var verdict = CiJudge.Judge(new CiCase(observation, watch, progress.Place, progress.Policy, progress.Limits, now));
        var onHold = verdict.Kind is VerdictKind.AwaitingApproval or VerdictKind.ApprovalExpired;
        var looked = progress with
        {
            Ci = watch with
            {
                Verdict = verdict,
                AwaitingApprovalSince = onHold ? watch.AwaitingApprovalSince ?? now : null,
                // The wait for a maintainer is not CI's.
                Since = !onHold && watch.AwaitingApprovalSince is not null ? now : watch.Since,
                FailedEarlier = [.. watch.FailedEarlier.Union(verdict.FailedChecks.Select(check => check.Name)).Order(StringComparer.Ordinal)],
            },
            Links = progress.Links with { CiRun = Run(observation, verdict) ?? progress.Links.CiRun },
        };
        return verdict.Kind == VerdictKind.Passed ? Rounds.Close(looked with { Failure = null }, now, "passed") : looked;
    }

    /// <summary>The forge did not answer: nothing is learned, but the wait for CI has its end all the same.</summary>
    public static TaskProgress Unanswered(TaskProgress progress, DateTimeOffset now)
    {
        var finishBy = progress.Ci.Since + progress.Limits.CiWait;
        var verdict = now < finishBy
            ? CiVerdict.Pending with { LookAgainAt = finishBy }
            : new CiVerdict { Kind = VerdictKind.WaitExceeded, Detail = "CI could not be read." };
        return progress with { Ci = progress.Ci with { Verdict = verdict, Looks = progress.Ci.Looks + 1 } };
    }

    /// <summary>Pays for a rerun and waits for the next run attempt of what it replaces.</summary>
    public static TaskProgress AfterRerun(TaskProgress progress, Decision decision, DateTimeOffset now) => progress with
    {
        Phase = Phase.Pushed,
        Reruns = decision.Budget switch
        {
            RerunBudget.Flaky => progress.Reruns.AddFlaky(decision.Rerun.Select(check => check.Name)),
            RerunBudget.Infrastructure => progress.Reruns with { Infrastructure = progress.Reruns.Infrastructure + 1 },
            _ => progress.Reruns with { UnclearCommit = progress.Place.HeadCommit },
        },
        Ci = progress.Ci with
        {
            Since = now,
            SeenSince = now,
            Looks = 0,
            Verdict = CiVerdict.Pending,
            Replaced = [.. progress.Ci.Replaced, .. decision.Rerun.Select(check => new ReplacedRun(check.Name, check.RunId, check.RunAttempt))],
        },
    };

    private static string Text(CiObservation observation) => string.Join(';', observation.Checks.Select(
        check => $"{check.Name}/{check.RunId}/{check.RunAttempt}/{check.Status.ToKebabCase()}/{check.Conclusion?.ToKebabCase()}"));

    private static string? Run(CiObservation observation, CiVerdict verdict)
        => verdict.FailedChecks.Concat(observation.Checks).Select(check => check.Url).FirstOrDefault(url => url is not null);
}

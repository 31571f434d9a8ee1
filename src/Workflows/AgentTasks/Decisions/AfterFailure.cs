using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Decisions;

/// <summary>What next once it is known why CI failed.</summary>
internal static class AfterFailure
{
    public static Decision Decide(TaskProgress progress)
    {
        if (progress.Failure is not { } failure)
        {
            return Decision.End(Reason.InternalError, "A failed verdict was not classified.");
        }

        if (failure.Reason is { } reason)
        {
            return Decision.End(reason, Evidence(failure));
        }

        return failure.Cause switch
        {
            Cause.Code => StopRules.Check(progress) ?? Decision.Do(Step.Patch),
            Cause.Flaky => Flaky(progress, failure),
            Cause.Infrastructure => Infrastructure(progress, failure),
            Cause.Configuration => Decision.End(Reason.ConfigurationFailure, Evidence(failure)),
            _ => Unclear(progress, failure),
        };
    }

    private static Decision Flaky(TaskProgress progress, Classification failure)
    {
        var checks = ToRerun(progress, failure);
        var spent = checks.Where(check => progress.Reruns.FlakyOf(check.Name) >= progress.Limits.FlakyRerunsPerJob).ToList();
        return spent.Count > 0
            ? Decision.End(Reason.FlakyPersists, $"Reruns used up: {string.Join(", ", spent.Select(check => check.Name))}.")
            : Rerun(checks, RerunBudget.Flaky);
    }

    private static Decision Infrastructure(TaskProgress progress, Classification failure)
        => progress.Reruns.Infrastructure >= progress.Limits.InfraReruns
            ? Decision.End(Reason.InfrastructurePersists, Evidence(failure))
            : Rerun(ToRerun(progress, failure), RerunBudget.Infrastructure);

    /// <summary>Ambiguous, cancelled by somebody, or a failure without a cause: one rerun of the commit, then a person.</summary>
    private static Decision Unclear(TaskProgress progress, Classification failure)
        => progress.Reruns.UnclearCommit == progress.Place.HeadCommit
            ? Decision.End(Reason.AmbiguousFailure, failure.Cause == Cause.Cancelled ? "CI was cancelled, also after a rerun." : Evidence(failure))
            : Rerun(ToRerun(progress, failure), RerunBudget.Unclear);

    private static Decision Rerun(IReadOnlyList<CheckResult> checks, RerunBudget budget)
        => new() { Step = Step.Rerun, Rerun = checks, Budget = budget };

    /// <summary>The checks the classification names, or all that failed where it names none of them.</summary>
    private static IReadOnlyList<CheckResult> ToRerun(TaskProgress progress, Classification failure)
    {
        var failed = progress.Ci.Verdict.FailedChecks;
        var named = failed.Where(check => failure.RerunChecks.Contains(check.Name, StringComparer.Ordinal)).ToList();
        return named.Count > 0 ? named : failed;
    }

    private static string? Evidence(Classification failure) => failure.Evidence is [var first, ..] ? first : null;
}

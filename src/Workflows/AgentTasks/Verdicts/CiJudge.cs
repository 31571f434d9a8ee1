using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Verdicts;

/// <summary>
/// The verdict as a pure function of what is expected, what is seen for this commit and run attempt, and time. Signals have no say:
/// lost, repeated, reordered or forged ones change when it is computed, never what comes out.
/// </summary>
internal static class CiJudge
{
    /// <summary>
    /// With a failure seen, nothing running and an expected check missing (its job hangs on the failed one and never starts), the
    /// failure is taken after this long without change.
    /// </summary>
    public static readonly TimeSpan MissingCheckGrace = TimeSpan.FromSeconds(30);

    public static CiVerdict Judge(CiCase ci)
    {
        if (ci.Observation.Commit != ci.Place.HeadCommit)
        {
            return CiVerdict.Pending;
        }

        var head = ci.Observation.BranchHead;
        if (head is null || (head != ci.Observation.Commit && !ci.Place.Knows(head)))
        {
            return new CiVerdict
            {
                Kind = VerdictKind.Superseded,
                BranchHead = head,
                Detail = head is null ? "The branch was deleted." : $"Somebody pushed {Short(head)} to the branch.",
            };
        }

        var checks = ci.Observation.Checks.Where(check => !ci.Watch.Replaced.Any(old => old.Covers(check))).ToList();
        var expected = ci.Observation.ExpectedChecks;
        var relevant = expected.Count == 0 ? checks : checks.Where(check => expected.Contains(check.Name, StringComparer.Ordinal)).ToList();
        if (ci.Observation.Conflicts && relevant.Count == 0)
        {
            return new CiVerdict { Kind = VerdictKind.Conflicted, Detail = "The pull request conflicts with its base; CI does not start for it." };
        }

        return OnHold(ci, relevant) ?? Settled(ci, relevant, head) ?? Overdue(ci, relevant);
    }

    public static bool Succeeded(CheckResult check) => check.Status == CheckStatus.Completed
        && check.Conclusion is CheckConclusion.Success or CheckConclusion.Neutral or CheckConclusion.Skipped;

    private static CiVerdict? OnHold(CiCase ci, List<CheckResult> relevant)
    {
        var waiting = relevant.Where(IsOnHold).Select(check => check.Name).ToList();
        if (waiting.Count == 0 || relevant.Exists(check => check.Status == CheckStatus.InProgress))
        {
            return null;
        }

        var deadline = (ci.Watch.AwaitingApprovalSince ?? ci.Now) + ci.Limits.Approval;
        return new CiVerdict
        {
            Kind = ci.Now >= deadline ? VerdictKind.ApprovalExpired : VerdictKind.AwaitingApproval,
            Detail = $"A maintainer must let CI run: {string.Join(", ", waiting)}.",
            LookAgainAt = deadline,
        };
    }

    private static bool IsOnHold(CheckResult check) => check.Status == CheckStatus.AwaitingApproval
        || (check.Status == CheckStatus.Completed && check.Conclusion == CheckConclusion.ActionRequired);

    /// <summary>A verdict that everything is in for; null when something is still to come.</summary>
    private static CiVerdict? Settled(CiCase ci, List<CheckResult> relevant, string branchHead)
    {
        if (relevant.Count == 0 || relevant.Exists(check => check.Status != CheckStatus.Completed))
        {
            return null;
        }

        var failed = relevant.Where(check => !Succeeded(check)).OrderBy(check => check.Name, StringComparer.Ordinal).ToList();
        var missing = Missing(ci, relevant);
        if (failed.Count == 0 && (missing.Count > 0 || !relevant.Exists(IsSuccess) || branchHead != ci.Observation.Commit))
        {
            return null;
        }

        // A failure need not wait for checks that only may come; a success does, since the set may still grow.
        var likely = failed.Count == 0 && ci.Observation.SeenOnBase.Any(name => !relevant.Exists(check => check.Name == name));
        var quiet = ci.Observation.QuietPeriod is { } forges && forges > ci.Policy.QuietPeriod ? forges : ci.Policy.QuietPeriod;
        var at = ci.Watch.SeenSince + ((missing.Count == 0 && !likely) || quiet > MissingCheckGrace ? quiet : MissingCheckGrace);
        if (ci.Now < at)
        {
            return CiVerdict.Pending with { LookAgainAt = at };
        }

        return failed.Count == 0
            ? new CiVerdict { Kind = VerdictKind.Passed, Detail = $"{relevant.Count} check(s) passed." }
            : new CiVerdict
            {
                Kind = VerdictKind.Failed,
                FailedChecks = failed,
                Detail = $"Failed: {string.Join(", ", failed.Select(check => check.Name))}.",
            };
    }

    /// <summary>Pending, or the wait that ran out. Where every check was skipped nobody has judged, which counts as none reported.</summary>
    private static CiVerdict Overdue(CiCase ci, List<CheckResult> relevant)
    {
        var missing = Missing(ci, relevant);
        var unjudged = relevant.Count > 0 && relevant.TrueForAll(check => Succeeded(check) && !IsSuccess(check));
        var silent = relevant.Count == 0 || unjudged || (missing.Count > 0 && relevant.TrueForAll(Succeeded));
        var reportBy = ci.Watch.Since + ci.Limits.NoCheckReported;
        if (silent && ci.Now >= reportBy)
        {
            return new CiVerdict
            {
                Kind = VerdictKind.NoCheckReported,
                Detail = missing.Count > 0 ? $"Never reported: {string.Join(", ", missing)}."
                    : unjudged ? "Every check was skipped." : "No check was reported.",
            };
        }

        var finishBy = ci.Watch.Since + ci.Limits.CiWait;
        if (ci.Now >= finishBy)
        {
            var running = relevant.Where(check => check.Status != CheckStatus.Completed).Select(check => check.Name).Concat(missing);
            return new CiVerdict { Kind = VerdictKind.WaitExceeded, Detail = $"Still awaited: {string.Join(", ", running)}." };
        }

        return CiVerdict.Pending with { LookAgainAt = silent && reportBy < finishBy ? reportBy : finishBy };
    }

    /// <summary>Expected checks of which nothing valid is seen; a replaced run attempt counts as nothing.</summary>
    private static List<string> Missing(CiCase ci, List<CheckResult> relevant)
    {
        var awaited = ci.Observation.ExpectedChecks.Concat(ci.Watch.Replaced.Select(old => old.Name)).Distinct(StringComparer.Ordinal);
        return [.. awaited.Where(name => !relevant.Exists(check => check.Name == name)).Order(StringComparer.Ordinal)];
    }

    private static bool IsSuccess(CheckResult check) => check.Conclusion == CheckConclusion.Success;

    private static string Short(string commit) => commit.Length <= 10 ? commit : commit[..10];
}

/// <summary>All that a verdict depends on.</summary>
internal sealed record CiCase(CiObservation Observation, CiWatch Watch, Place Place, TaskPolicy Policy, BudgetLimits Limits, DateTimeOffset Now);

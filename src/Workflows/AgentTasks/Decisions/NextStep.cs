using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;

namespace BackgroundAgent.Workflows.AgentTasks.Decisions;

/// <summary>What next: a pure function of what the task knows. First match wins.</summary>
internal static class NextStep
{
    /// <summary>Work trees that may be lost before the task gives up; more is a fault of the hosts.</summary>
    public const int WorkTreeLosses = 20;

    public static Decision Decide(TaskProgress progress)
    {
        if (progress.Ending is { } ending)
        {
            return Decision.End(ending.Reason, ending.Detail);
        }

        if (progress.People.Cancel is { } cancel)
        {
            return cancel.By is null
                ? Decision.End(Reason.CancelledBySystem, cancel.Why)
                : Decision.End(Reason.CancelledByUser, $"Cancelled by {cancel.By}{(cancel.Why is null ? "" : $": {cancel.Why}")}.");
        }

        if (progress.RuntimeExpired)
        {
            return Decision.End(Reason.RuntimeUsed, $"The task ran for {progress.Limits.Runtime}.");
        }

        if (progress.People.Paused)
        {
            return Decision.Do(Step.Pause);
        }

        if (progress.People.Foreign is { } foreign)
        {
            return foreign.Expired ? Decision.End(Reason.HumanTookOver) : Decision.Do(Step.AwaitHandBack);
        }

        if (progress.Place.Losses > WorkTreeLosses)
        {
            return Decision.End(Reason.InternalError, $"The work tree was lost {progress.Place.Losses} times.");
        }

        var next = ByPhase(progress);
        return NeedsWorkTree(next.Step) && !progress.Place.Ready ? Decision.Do(Step.Prepare) : next;
    }

    private static bool NeedsWorkTree(Step step) => step is Step.Patch or Step.Guard or Step.Commit or Step.Push or Step.Update;

    private static Decision ByPhase(TaskProgress progress) => progress.Phase switch
    {
        Phase.Start => Decision.Do(Step.Prepare),
        Phase.NeedsPatch => AnotherAttempt(progress),
        Phase.Patched => AfterPatch(progress),
        Phase.Guarded => AfterGuard(progress) ?? Decision.Do(Step.Commit),
        Phase.Committed => Decision.Do(Step.Push),
        Phase.PushFailed => Decision.End(Reason.PushRejected, progress.Push?.Detail),
        Phase.Pushed => ByVerdict(progress),
        Phase.Classified => AfterFailure.Decide(progress),
        Phase.Cleared => AfterGuard(progress) ?? AtGate(progress),
        Phase.Conflicted => AtConflict.Decide(progress),
        Phase.Updated => AfterGuard(progress) ?? Decision.Do(Step.Push),
        Phase.Published => Decision.End(progress.Policy.RequiredApprovals > 0 ? Reason.CiPassedAndApproved : Reason.CiPassed),
        _ => Decision.End(Reason.InternalError, $"Nothing is known of phase {progress.Phase}."),
    };

    /// <summary>A patch that was lost with its host is made again within its attempt; else it takes a new one.</summary>
    private static Decision AnotherAttempt(TaskProgress progress)
    {
        if (progress.OpenAttempt is null && !progress.AttemptLeft)
        {
            return Decision.End(Reason.AttemptsUsed, $"{progress.Attempts.Count} attempt(s) were made.");
        }

        return progress.CostLeft
            ? Decision.Do(Step.Patch)
            : Decision.End(Reason.CostUsed, $"{progress.CostUsd} of {progress.Limits.CostUsd} US dollars are spent.");
    }

    private static Decision AfterPatch(TaskProgress progress)
    {
        var patch = progress.Patch;
        return patch?.Status switch
        {
            PatchStatus.Patched when StopRules.SamePatch(progress) is { } earlier
                => Decision.End(Reason.SamePatch, $"Attempt {earlier} made the same patch."),
            PatchStatus.Patched => Decision.Do(Step.Guard),
            PatchStatus.NoChange => Decision.End(Reason.NoChange, patch.Detail),
            PatchStatus.TimedOut => Decision.End(Reason.PatcherFailed, patch.Detail ?? "The patcher was stopped by its time limit."),
            _ => Decision.End(Reason.PatcherFailed, patch?.Detail),
        };
    }

    private static Decision? AfterGuard(TaskProgress progress)
    {
        if (progress.Guard is not { } guard)
        {
            return null;
        }

        if (guard.Hits is [var hit, ..])
        {
            return Decision.End(hit.Reason, hit.File is null ? hit.Message : $"{hit.File}: {hit.Message}");
        }

        return guard.ChangedLines > progress.Limits.ChangedLines
            ? Decision.End(Reason.DiffTooLarge, $"{guard.ChangedLines} changed lines; {progress.Limits.ChangedLines} are allowed.")
            : null;
    }

    private static Decision ByVerdict(TaskProgress progress)
    {
        var verdict = progress.Ci.Verdict;
        return verdict.Kind switch
        {
            VerdictKind.Passed when progress.WorkAsked && progress.AttemptLeft && progress.CostLeft => Decision.Do(Step.Patch),
            VerdictKind.Passed => Decision.Do(Step.Guard),
            VerdictKind.Failed => Decision.Do(Step.Classify),
            VerdictKind.Conflicted => AtConflict.Decide(progress),
            VerdictKind.ApprovalExpired => Decision.End(Reason.CiApprovalExpired, verdict.Detail),
            VerdictKind.NoCheckReported => Decision.End(Reason.NoCheckReported, verdict.Detail),
            VerdictKind.WaitExceeded => Decision.End(Reason.CiWaitExceeded, verdict.Detail),
            _ => Decision.Do(Step.WatchCi),
        };
    }

    private static Decision AtGate(TaskProgress progress)
    {
        if (progress.People.Rejection is { } rejection)
        {
            return progress.AttemptLeft
                ? AnotherAttempt(progress)
                : Decision.End(Reason.RejectedByReviewer, $"Rejected by {rejection.By}.");
        }

        if (progress.GatePassed)
        {
            return Decision.Do(Step.Publish);
        }

        if (progress.WorkAsked && progress.AttemptLeft && progress.CostLeft)
        {
            return Decision.Do(Step.Patch);
        }

        return progress.People.GateExpired
            ? Decision.End(Reason.ApprovalExpired, $"{progress.ValidApprovals.Count()} of {progress.Policy.RequiredApprovals} approval(s) were given.")
            : Decision.Do(Step.AwaitApproval);
    }
}

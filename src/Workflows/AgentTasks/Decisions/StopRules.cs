using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Progress;

namespace BackgroundAgent.Workflows.AgentTasks.Decisions;

/// <summary>When another attempt would not help. The more telling reason comes first.</summary>
internal static class StopRules
{
    public static Decision? Check(TaskProgress progress)
    {
        var sets = progress.FailureSets;
        if (sets is [.., { Count: > 0 } before, { Count: > 0 } last] && Same(before, last))
        {
            return Decision.End(Reason.NoProgress, $"The same {last.Count} finding(s) twice in a row.");
        }

        if (sets is [.., { Count: > 0 } first, { Count: > 0 }, { Count: > 0 } again] && Same(first, again))
        {
            return Decision.End(Reason.Oscillation, "The findings of two attempts ago are back.");
        }

        if (sets is [.., { Count: > 0 } small, var more, var most] && more.Count > small.Count && most.Count > more.Count)
        {
            return Decision.End(Reason.FailuresGrowing, $"{small.Count}, then {more.Count}, then {most.Count} findings.");
        }

        if (!progress.AttemptLeft)
        {
            return Decision.End(Reason.AttemptsUsed, $"{progress.Attempts.Count} attempt(s) were made; {progress.Failure?.FindingCount ?? 0} finding(s) are left.");
        }

        return progress.CostLeft
            ? null
            : Decision.End(Reason.CostUsed, $"{progress.CostUsd} of {progress.Limits.CostUsd} US dollars are spent.");
    }

    /// <summary>Number of the earlier attempt that made this very patch; null: none did.</summary>
    public static int? SamePatch(TaskProgress progress)
    {
        if (progress.Patch is not { Status: PatchStatus.Patched, PatchHash: { } hash })
        {
            return null;
        }

        var current = progress.OpenAttempt?.Number;
        return progress.Attempts.FirstOrDefault(attempt => attempt.Number != current && attempt.PatchHash == hash)?.Number;
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.SequenceEqual(other, StringComparer.Ordinal);
}

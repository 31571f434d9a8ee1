using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Safety;

/// <summary>Holds a patch against the budget of changed lines. Lock files count too: who reviews the change sees them.</summary>
internal sealed class DiffSizeGuard : IPatchGuard
{
    public IEnumerable<GuardHit> Check(PatchDiff diff, TaskPolicy policy)
    {
        if (diff.ChangedLines <= policy.Budgets.ChangedLines)
        {
            yield break;
        }

        var largest = diff.Files.MaxBy(file => file.LinesAdded + file.LinesDeleted)!;
        yield return new GuardHit(
            Reason.DiffTooLarge,
            largest.Path,
            $"The branch changes {diff.ChangedLines} lines in {diff.Files.Count} files; its budget is {policy.Budgets.ChangedLines}.");
    }
}

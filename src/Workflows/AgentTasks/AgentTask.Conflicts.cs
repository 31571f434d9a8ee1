using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>The step that makes a branch merge again.</summary>
internal sealed partial class AgentTask
{
    private bool ResolvesConflicts() => Conflict.PolicyOf(progress) != ConflictPolicy.None && Workflow.Patched(Patches.ConflictsAreResolved);

    /// <summary>Brings the base in and lets the guards look: what is pushed next was not there before. No attempt is spent.</summary>
    private async Task UpdateBranchAsync()
    {
        var (how, target) = (Conflict.PolicyOf(progress), progress.Place.BaseBranch!);
        Enter(TaskState.Preparing, how == ConflictPolicy.Rebase ? $"Rebasing onto {target}." : $"Merging {target}.");
        var request = new UpdateBranchRequest
        {
            TaskId = spec.TaskId,
            Repository = spec.Repository,
            BaseBranch = target,
            HeadCommit = progress.Place.HeadCommit!,
            How = how,
        };
        var result = await Workflow.ExecuteActivityAsync(
            (IWorkspaceActivities activities) => activities.UpdateBranchAsync(request),
            ActivityCalls.UpdateBranch(progress.Place.HostQueue!, $"{how.ToKebabCase()}: {target}", step!.Token));
        progress = Conflict.Apply(progress, result, Now);
        if (result.Status == UpdateBranchStatus.Updated)
        {
            var guard = await AskGuardsAsync(again: false);
            progress = progress with { Guard = guard, ChangedLines = guard.ChangedLines };
        }
    }
}

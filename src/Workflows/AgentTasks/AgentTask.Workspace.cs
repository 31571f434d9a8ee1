using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Presentation;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>Steps on the host that holds the work tree.</summary>
internal sealed partial class AgentTask
{
    private async Task PrepareAsync()
    {
        if (progress.Place.HostQueue is null)
        {
            var host = await Workflow.ExecuteActivityAsync(
                (IHostActivities activities) => activities.ChooseHostAsync(spec.TaskId), ActivityCalls.ChooseHost(step!.Token));
            progress = progress with { Place = progress.Place with { HostQueue = host } };
        }

        Enter(TaskState.Preparing, "Fetching the repository.");
        var request = new PrepareRequest
        {
            Spec = spec,
            PushedCommit = progress.Place.PushedCommit,
            BaseCommit = progress.Place.BaseCommit,
        };
        var result = await Workflow.ExecuteActivityAsync(
            (IWorkspaceActivities activities) => activities.PrepareAsync(request),
            ActivityCalls.Prepare(progress.Place.HostQueue!, step!.Token));
        progress = Preparation.Apply(progress, result, Now + progress.Limits.Approval);
    }

    private async Task PatchAsync()
    {
        progress = Rounds.Begin(progress, Now);
        var attempt = progress.OpenAttempt!.Number;
        Enter(TaskState.Patching, $"Attempt {attempt} of {progress.Limits.Attempts}.");
        var request = new PatchRequest
        {
            Spec = spec,
            Policy = progress.Policy,
            Attempt = attempt,
            HeadCommit = progress.Place.HeadCommit!,
            BaseCommit = progress.Place.BaseCommit!,
            Findings = progress.Failure?.Findings ?? [],
            AllFindings = progress.Failure?.AllFindings,
            Digest = progress.Failure?.Digest,
            Feedback = progress.People.Feedback,
        };
        var result = await Workflow.ExecuteActivityAsync(
            (IWorkspaceActivities activities) => activities.PatchAsync(request),
            ActivityCalls.Patch(progress.Place.HostQueue!, attempt, progress.Limits.Runtime, step!.Token));
        progress = Rounds.Update(progress, record => record with
        {
            Patcher = result.Patcher,
            PatchHash = result.PatchHash,
            Summary = result.Summary,
            FilesChanged = result.FilesChanged,
            LinesChanged = result.LinesAdded + result.LinesDeleted,
        });
        progress = progress with { Phase = Phase.Patched, Patch = result, CostUsd = progress.CostUsd + result.CostUsd };
    }

    /// <summary>Before a push, and again once CI passed: the whole branch, since somebody's commits may have come in between.</summary>
    private async Task GuardAsync()
    {
        var again = progress.Phase == Phase.Pushed;
        Enter(TaskState.Verifying, again ? "Looking at the whole branch again." : "Looking at the patch.");
        var result = await AskGuardsAsync(again);
        if (again && result.Hits.Count == 0 && Workflow.Patched(Patches.CompareTests))
        {
            result = result with { Hits = (await CompareTestsAsync()).Hits };
        }

        progress = progress with
        {
            Phase = again ? Phase.Cleared : Phase.Guarded,
            Guard = result,
            ChangedLines = result.ChangedLines,
        };
    }

    private Task<GuardResult> AskGuardsAsync(bool again)
    {
        var request = new GuardRequest
        {
            TaskId = spec.TaskId,
            Repository = spec.Repository,
            Policy = progress.Policy,
            BaseCommit = progress.Place.BaseCommit!,
        };
        return Workflow.ExecuteActivityAsync(
            (IWorkspaceActivities activities) => activities.GuardAsync(request),
            ActivityCalls.Guard(progress.Place.HostQueue!, again, step!.Token));
    }

    private async Task CommitAsync()
    {
        var request = new CommitRequest
        {
            TaskId = spec.TaskId,
            Repository = spec.Repository,
            Attempt = progress.OpenAttempt!.Number,
            HeadCommit = progress.Place.HeadCommit!,
            Message = CommitMessages.Of(spec, progress),
        };
        var result = await Workflow.ExecuteActivityAsync(
            (IWorkspaceActivities activities) => activities.CommitAsync(request),
            ActivityCalls.Commit(progress.Place.HostQueue!, request.Attempt, step!.Token));
        progress = Rounds.Update(progress, record => record with { Commit = result.Commit });
        progress = progress with
        {
            Phase = Phase.Committed,
            Place = progress.Place.Learn(result.Commit) with { HeadCommit = result.Commit },
        };
    }

    private async Task PushAsync()
    {
        var commit = progress.Place.HeadCommit!;
        Enter(TaskState.Pushing, $"Pushing {Texts.Short(commit)}.");
        var request = new PushRequest
        {
            TaskId = spec.TaskId,
            Repository = spec.Repository,
            Branch = Naming.Branch(spec.TaskId),
            Commit = commit,
            ExpectedRemoteHead = progress.Place.PushedCommit,
            Policy = progress.Policy,
            Replace = progress.Place.Rebased,
        };
        var result = await Workflow.ExecuteActivityAsync(
            (IWorkspaceActivities activities) => activities.PushAsync(request),
            ActivityCalls.Push(progress.Place.HostQueue!, Texts.Short(commit), step!.Token));
        switch (result.Status)
        {
            case PushStatus.Pushed or PushStatus.UpToDate:
                progress = progress with
                {
                    Phase = Phase.Pushed,
                    Push = result,
                    Place = progress.Place with { PushedCommit = commit, Rebased = false },
                    Ci = CiWatch.From(Now),
                };
                await EnsurePullRequestAsync(PullRequestStage.Draft, ActivityCalls.Forge("pull request: draft", step!.Token));
                break;
            case PushStatus.Diverged:
                Yield(result.RemoteHead);
                break;
            default:
                progress = progress with { Phase = Phase.PushFailed, Push = result };
                break;
        }
    }
}

using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Presentation;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>Steps that wait for people, and what is published to them.</summary>
internal sealed partial class AgentTask
{
    /// <summary>Whether CI spoke while the gate was open: the branch may have moved.</summary>
    private bool ciSpoke;

    private async Task AwaitApprovalAsync()
    {
        var deadline = progress.People.GateDeadline ?? Now + progress.Limits.Approval;
        progress = progress with { People = progress.People with { GateDeadline = deadline } };
        Enter(TaskState.AwaitingApproval, $"CI passed; {progress.Policy.RequiredApprovals} approval(s) of {Texts.Short(progress.Place.HeadCommit!)} are asked for.");
        Notice(NotificationKind.ApprovalNeeded, progress.Place.HeadCommit!);
        var seen = messages;
        if (ciSpoke)
        {
            ciSpoke = false;
            await RecheckAsync();
            return;
        }

        var left = deadline - Now;
        if (left <= TimeSpan.Zero || !await WaitForMessageAsync(seen, left, "approval deadline"))
        {
            progress = progress with { People = progress.People with { GateExpired = true } };
        }
    }

    /// <summary>Readies the pull request. After a wait at the gate CI is asked once more, since the branch may have moved meanwhile.</summary>
    private async Task PublishAsync()
    {
        if (progress.People.GateDeadline is not null && !await RecheckAsync())
        {
            return;
        }

        await EnsurePullRequestAsync(PullRequestStage.Ready, ActivityCalls.Forge("pull request: ready", step!.Token));
        progress = progress with { Phase = Phase.Published };
    }

    /// <summary>Whether CI still says that the head commit passed; if not, the task goes back to watching.</summary>
    private async Task<bool> RecheckAsync()
    {
        await LookAtCiAsync();
        if (progress.Ci.Verdict.Kind == VerdictKind.Passed)
        {
            return true;
        }

        progress = progress with { Phase = Phase.Pushed };
        return false;
    }

    private async Task AwaitHandBackAsync()
    {
        var foreign = progress.People.Foreign!;
        var where = foreign.Commit is null ? "Somebody deleted the branch" : $"Somebody pushed {Texts.Short(foreign.Commit)}";
        Enter(TaskState.Takeover, $"{where}; the task waits for a hand-back.");
        Notice(NotificationKind.Takeover, foreign.Commit ?? "deleted");
        var left = foreign.Deadline - Now;
        if (left <= TimeSpan.Zero || !await WaitForMessageAsync(messages, left, "hand-back deadline"))
        {
            progress = progress with { People = progress.People with { Foreign = foreign with { Expired = true } } };
        }
    }

    /// <summary>Waits until somebody resumes. The waits for CI and for people stand still meanwhile; the runtime does not.</summary>
    private async Task PauseAsync()
    {
        Enter(TaskState.Paused, "Paused; resume to go on.");
        var since = Now;
        try
        {
            await WaitForMessageAsync(messages, null, "paused");
        }
        finally
        {
            progress = Waits.Shift(progress, Now - since);
        }
    }

    private async Task EnsurePullRequestAsync(PullRequestStage stage, ActivityOptions options)
    {
        var request = new PullRequestRequest
        {
            Spec = spec,
            Branch = Naming.Branch(spec.TaskId),
            BaseBranch = progress.Place.BaseBranch!,
            HeadCommit = progress.Place.HeadCommit!,
            Stage = stage,
            Status = Status(),
            Budgets = Budgets(),
            Attempts = progress.Attempts,
            Policy = progress.Policy,
            Digest = progress.Failure?.Digest,
        };
        var result = await Workflow.ExecuteActivityAsync(
            (IPullRequestActivities activities) => activities.EnsurePullRequestAsync(request), options);
        if (progress.Links.PullRequest != result.Url)
        {
            progress = progress with { Links = progress.Links with { PullRequest = result.Url } };
            Workflow.UpsertMemo(Temporalio.Workflows.MemoUpdate.ValueSet("pullRequest", result.Url));
        }
    }
}

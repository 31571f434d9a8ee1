using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.AgentTasks.Calls;
using BackgroundAgent.Workflows.AgentTasks.Decisions;
using BackgroundAgent.Workflows.AgentTasks.Progress;
using BackgroundAgent.Workflows.AgentTasks.Verdicts;
using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks;

/// <summary>The end: decided first, then tidied up and told, out of reach of any cancellation.</summary>
internal sealed partial class AgentTask
{
    private async Task EndAsync(Decision decision)
    {
        var reason = decision.Reason!.Value;
        progress = Rounds.Close(progress, Now);
        progress = progress with { Ending = progress.Ending ?? new Ending(reason, decision.Detail, Now) };
        Enter(reason.Entry().State, decision.Detail ?? reason.Entry().Meaning);
        await Workflow.WhenAllAsync(notices);
        if (progress.Place.PushedCommit is not null)
        {
            await TidyForgeAsync(reason);
        }

        await TryAsync("report", async () =>
        {
            var report = await Workflow.ExecuteActivityAsync(
                (INotificationActivities activities) => activities.WriteReportAsync(Result()), ActivityCalls.Final("write the report"));
            progress = progress with { Links = progress.Links with { Report = report } };
        });
        var last = Notification(NotificationKind.Terminal, NoticeKey("terminal"));
        await TryAsync("terminal notification", () => Workflow.ExecuteActivityAsync(
            (INotificationActivities activities) => activities.NotifyAsync(last), ActivityCalls.Final("tell people how it ended")));
        if (progress.Place.HostQueue is { } host)
        {
            await TryAsync("clean-up", () => Workflow.ExecuteActivityAsync(
                (IWorkspaceActivities activities) => activities.CleanUpAsync(new CleanUpRequest(spec.TaskId, spec.Repository)),
                ActivityCalls.CleanUp(host)));
        }

        Present();
    }

    /// <summary>Stops what CI still does for the branch and leaves the pull request as the ending wants it; green has readied it already.</summary>
    private async Task TidyForgeAsync(Reason reason)
    {
        var state = reason.Entry().State;
        if (progress.Ci.Verdict.Kind is VerdictKind.Pending or VerdictKind.AwaitingApproval or VerdictKind.WaitExceeded)
        {
            await TryAsync("CI cancellation", () => Workflow.ExecuteActivityAsync(
                (ICiActivities activities) => activities.CancelCiAsync(Query()), ActivityCalls.Final("cancel CI")));
        }

        if (state != TaskState.Green)
        {
            var stage = state == TaskState.Cancelled ? PullRequestStage.Closed : PullRequestStage.Draft;
            await TryAsync("pull request", () => EnsurePullRequestAsync(
                stage, ActivityCalls.Final(stage == PullRequestStage.Closed ? "pull request: close" : "pull request: how it ended")));
        }
    }

    /// <summary>Tidying up never changes how the task ended.</summary>
    private static async Task TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (FailureException exception)
        {
            Workflow.Logger.LogWarning(exception, "The {What} failed; the task has ended all the same.", what);
        }
    }

    /// <summary>Sends a notice beside the work, once per subject.</summary>
    private void Notice(NotificationKind kind, string subject)
    {
        var key = NoticeKey($"{kind.ToKebabCase()}/{subject}");
        if (progress.People.Notices.Contains(key, StringComparer.Ordinal))
        {
            return;
        }

        progress = progress with { People = progress.People with { Notices = [.. progress.People.Notices, key] } };
        var notice = Notification(kind, key);
        notices.Add(TryAsync("notice", () => Workflow.ExecuteActivityAsync(
            (INotificationActivities activities) => activities.NotifyAsync(notice), ActivityCalls.Final($"tell people: {kind.ToKebabCase()}"))));
    }

    private TaskNotification Notification(NotificationKind kind, string key) => new()
    {
        Key = key,
        Kind = kind,
        Status = Status(),
        Budgets = Budgets(),
        Notifiers = progress.Policy.Notifiers,
    };

    /// <summary>The first run's id: a task that continued as new is still the same task, one that is started again is not.</summary>
    private string NoticeKey(string subject) => $"{spec.TaskId}/{Workflow.Info.FirstExecutionRunId}/{subject}";
}

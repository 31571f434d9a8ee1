using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities.Notifiers;

/// <summary>A notification in words.</summary>
internal static class NotificationText
{
    /// <summary>One line without line breaks.</summary>
    public static string Subject(TaskNotification notification)
    {
        var status = notification.Status;
        var news = notification.Kind switch
        {
            NotificationKind.ApprovalNeeded => "needs an approval",
            NotificationKind.CiApprovalNeeded => "waits for CI to be allowed",
            NotificationKind.Takeover => "yields to somebody's push",
            _ => status.State.ToKebabCase() + (status.Reason is { } reason ? $" ({reason.ToKebabCase()})" : ""),
        };
        return $"[bgagent] {status.TaskId} {news}: {Bounded.Text(status.Title.ReplaceLineEndings(" "), 120)}";
    }

    public static string Body(TaskNotification notification)
    {
        var (status, budgets) = (notification.Status, notification.Budgets);
        var text = new StringBuilder();
        if (status.Reason is { } reason)
        {
            text.Append($"{reason.Entry().Meaning} {reason.Entry().Advice} [{reason.Entry().Code}]\n");
        }

        if (status.Detail is { } detail)
        {
            text.Append($"{Bounded.Text(detail)}\n");
        }

        text.Append($"\nrepository: {status.Repository}\ncommit: {status.HeadCommit}\nattempts: {budgets.Used.Attempts} of {budgets.Limits.Attempts}\n");
        foreach (var (name, target) in Markdown.Named(status.Links))
        {
            text.Append($"{name}: {target}\n");
        }

        return text.ToString();
    }
}

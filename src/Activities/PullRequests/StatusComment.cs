using System.Globalization;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities.PullRequests;

/// <summary>The comment that says how the task stands, and what people can tell it.</summary>
internal static class StatusComment
{
    private const string Commands = "`/bgagent approve` · `/bgagent reject <why>` · `/bgagent steer <text>` · `/bgagent retry` · `/bgagent stop` · `/bgagent status`";

    public static string Of(PullRequestRequest request)
    {
        var (status, budgets) = (request.Status, request.Budgets);
        var head = status.Reason is { } reason
            ? $"**{status.State.ToKebabCase()}** ({reason.Entry().Code} {reason.ToKebabCase()}): {Markdown.Cell(status.Detail ?? reason.Entry().Meaning, 300)}\n\n{reason.Entry().Advice}"
            : request.Stage == PullRequestStage.Ready ? "**CI passed**; ready for review." : "**At work**; CI is the judge.";
        var used = string.Create(CultureInfo.InvariantCulture, $"Attempts {budgets.Used.Attempts}/{budgets.Limits.Attempts}, commit `{request.HeadCommit}`.");
        var ended = status.Reason is not null;
        return ended ? $"{head}\n\n{used}" : $"{head}\n\n{used}\n\nPeople with write access can say {Commands}.";
    }
}

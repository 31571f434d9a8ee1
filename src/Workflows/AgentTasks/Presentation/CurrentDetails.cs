using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.AgentTasks.Presentation;

/// <summary>The Markdown that Temporal's user interface shows on top of a task.</summary>
internal static class CurrentDetails
{
    public static string Of(TaskSpec spec, AgentTaskStatus status, BudgetStatus budgets, IReadOnlyList<AttemptRecord> attempts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"**{status.State.ToKebabCase()}**");
        if (status.Reason is { } reason)
        {
            text.Append(CultureInfo.InvariantCulture, $" · {reason.ToKebabCase()} ({reason.Entry().Code})");
        }

        text.Append(CultureInfo.InvariantCulture, $" · {Texts.Cell(status.Detail, 300)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- attempts {budgets.Used.Attempts}/{budgets.Limits.Attempts}, ");
        text.Append(CultureInfo.InvariantCulture, $"flaky reruns {budgets.Used.FlakyReruns}, infrastructure reruns {budgets.Used.InfraReruns}/{budgets.Limits.InfraReruns}, ");
        text.Append(CultureInfo.InvariantCulture, $"changed lines {budgets.Used.ChangedLines}/{budgets.Limits.ChangedLines}\n");
        text.Append(CultureInfo.InvariantCulture, $"- branch `{Naming.Branch(spec.TaskId)}`");
        text.Append(status.HeadCommit is { } head ? $" at `{Texts.Short(head)}`\n" : "\n");
        Link(text, "pull request", status.Links.PullRequest);
        Link(text, "CI", status.Links.CiRun);
        Link(text, "report", status.Links.Report);
        if (attempts.Count > 0)
        {
            text.Append("\n| # | patcher | commit | verdict | cause | findings | summary |\n|---|---|---|---|---|---|---|\n");
        }

        foreach (var attempt in attempts)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {attempt.Number} | {attempt.Patcher} | {Texts.Short(attempt.Commit ?? "")} | {attempt.Verdict} ");
            text.Append(CultureInfo.InvariantCulture, $"| {attempt.Cause?.ToKebabCase()} | {attempt.FindingCount} | {Texts.Cell(attempt.Summary)} |\n");
        }

        return text.ToString();
    }

    private static void Link(StringBuilder text, string name, string? target)
    {
        if (target is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {name}: {target}\n");
        }
    }
}

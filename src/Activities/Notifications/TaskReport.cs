using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities.Notifications;

/// <summary>The final report of a task, Markdown.</summary>
internal static class TaskReport
{
    public static string Of(TaskResult result)
    {
        var (status, budgets) = (result.Status, result.Budgets);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Markdown.Cell(status.Title, 200)}\n\n**{status.State.ToKebabCase()}**");
        if (status.Reason is { } reason)
        {
            var entry = reason.Entry();
            text.Append(CultureInfo.InvariantCulture, $" · {reason.ToKebabCase()} ({entry.Code})\n\n{entry.Meaning} {entry.Advice}\n");
        }

        if (status.Detail is { } detail)
        {
            text.Append('\n').Append(Markdown.Fence(detail));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n- task: `{status.TaskId}` ({status.Kind.ToKebabCase()})\n- repository: `{status.Repository}`\n");
        text.Append(CultureInfo.InvariantCulture, $"- commits: base `{status.BaseCommit}`, head `{status.HeadCommit}`\n");
        text.Append(CultureInfo.InvariantCulture, $"- from {status.StartedAt:u} to {status.EndedAt:u}\n").Append(Markdown.Links(status.Links));
        text.Append("\n## Budgets\n\n| budget | used | limit |\n|---|---|---|\n");
        var (used, limits) = (budgets.Used, budgets.Limits);
        text.Append(CultureInfo.InvariantCulture, $"| attempts | {used.Attempts} | {limits.Attempts} |\n| flaky reruns | {used.FlakyReruns} | {limits.FlakyRerunsPerJob} per job |\n");
        text.Append(CultureInfo.InvariantCulture, $"| infrastructure reruns | {used.InfraReruns} | {limits.InfraReruns} |\n| runtime | {used.Runtime:c} | {limits.Runtime:c} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| changed lines | {used.ChangedLines} | {limits.ChangedLines} |\n| cost, US dollars | {used.CostUsd} | {limits.CostUsd} |\n");
        text.Append("\n## Attempts\n\n").Append(Markdown.Attempts(result.Attempts));
        foreach (var attempt in result.Attempts.Where(attempt => attempt.Findings.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### Findings of attempt {attempt.Number}\n\n");
            text.Append(Markdown.Fence(string.Join('\n', attempt.Findings.Select(
                finding => $"{finding.File}{(finding.Line is { } line ? $":{line}" : "")} {finding.Code} {finding.Message.ReplaceLineEndings(" ")}".Trim()))));
        }

        return text.ToString();
    }
}

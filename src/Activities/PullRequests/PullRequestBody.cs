using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities.PullRequests;

/// <summary>The text of a pull request. What the task was told and what CI printed is fenced: it is data, not words of ours.</summary>
internal static class PullRequestBody
{
    /// <summary>Forges refuse longer bodies; GitHub's limit is 65,536 characters.</summary>
    private const int MaxCharacters = 60_000;

    /// <summary>Characters of the prompt that are quoted.</summary>
    private const int MaxPrompt = 4_000;

    public static string Of(PullRequestRequest request)
    {
        var (spec, status, budgets) = (request.Spec, request.Status, request.Budgets);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Lead(request)}\n\n## Task\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- id: `{spec.TaskId}`, kind: {spec.Kind.ToKebabCase()}, requested by: {Markdown.Cell(spec.RequestedBy)}\n");
        foreach (var upgrade in spec.Patchers.SelectMany(patcher => patcher.Upgrades))
        {
            text.Append(CultureInfo.InvariantCulture, $"- upgrade: `{upgrade.Replace('`', '\'')}`\n");
        }

        if (!string.IsNullOrWhiteSpace(spec.Prompt))
        {
            text.Append('\n').Append(Markdown.Fence(Bounded.Text(spec.Prompt, MaxPrompt)));
        }

        text.Append("\n## Attempts\n\n").Append(Markdown.Attempts(request.Attempts));
        text.Append(CultureInfo.InvariantCulture, $"\nAttempts {budgets.Used.Attempts}/{budgets.Limits.Attempts}, ");
        text.Append(CultureInfo.InvariantCulture, $"flaky reruns {budgets.Used.FlakyReruns}, infrastructure reruns {budgets.Used.InfraReruns}/{budgets.Limits.InfraReruns}.\n");
        if (!string.IsNullOrWhiteSpace(request.Digest))
        {
            text.Append("\n## Findings of the last failure\n\nQuoted from CI's log.\n\n").Append(Markdown.Fence(request.Digest));
        }

        text.Append("\n## Guards\n\n").Append(Guards(status, budgets));
        if (Markdown.Links(status.Links with { PullRequest = null }) is { Length: > 0 } links)
        {
            text.Append("\n## Links\n\n").Append(links);
        }

        return Bounded.Text(text.ToString(), MaxCharacters);
    }

    private static string Lead(PullRequestRequest request) => request.Stage switch
    {
        PullRequestStage.Ready => request.Status.ApprovalsRequired > 0
            ? $"CI passed and {string.Join(", ", request.Status.Approvals.Select(by => Markdown.Cell(by)))} approved `{request.HeadCommit}`. Ready for review."
            : $"CI passed for `{request.HeadCommit}`. Ready for review.",
        PullRequestStage.Closed => $"Closed: {Markdown.Cell(request.Status.Detail ?? "the task was cancelled", 300)}",
        _ when request.Status.Reason is { } reason
            => $"**{request.Status.State.ToKebabCase()}** ({reason.Entry().Code} {reason.ToKebabCase()}): {Markdown.Cell(request.Status.Detail ?? reason.Entry().Meaning, 300)}\n\n{reason.Entry().Advice}",
        _ => "A draft while CI is the judge; it becomes ready once every expected check has passed.",
    };

    private static string Guards(AgentTaskStatus status, BudgetStatus budgets) => status.Reason switch
    {
        Reason.ProtectedPath or Reason.TestTampering or Reason.CoverageDropped or Reason.SecretInDiff or Reason.DiffTooLarge
            => $"Hit: {Markdown.Cell(status.Detail, 300)}\n",
        _ => $"No hit: protected paths, test tampering, secrets, size ({budgets.Used.ChangedLines} of {budgets.Limits.ChangedLines} lines).\n",
    };
}

using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Output;

/// <summary>The links of a task in the order people want them.</summary>
internal static class LinkList
{
    public static IEnumerable<(string Name, string Label, string Target)> Of(TaskLinks links)
    {
        (string Name, string Label, string? Target)[] all =
        [
            ("pullRequest", "pull request", links.PullRequest),
            ("branch", "branch", links.Branch),
            ("ciRun", "CI run", links.CiRun),
            ("ciLog", "log of the last failed CI", links.CiLog),
            ("report", "report", links.Report),
            ("temporal", "Temporal", links.Temporal),
        ];
        return all.Where(link => link.Target is not null).Select(link => (link.Name, link.Label, link.Target!));
    }

    /// <summary>Whether its appearance is worth a line while the task runs; the others are told at the end.</summary>
    public static bool IsNews(string name) => name is "pullRequest" or "temporal";
}

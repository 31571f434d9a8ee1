using System.Text.RegularExpressions;

namespace BackgroundAgent.Contracts.Tasks;

/// <summary>The names that follow from a task id; webhooks are routed by them with no database.</summary>
public static partial class Naming
{
    public const string BranchPrefix = "bgagent/";
    public const string WorkflowIdPrefix = "task-";

    /// <summary>Task queue of everything that any host can do.</summary>
    public const string SharedTaskQueue = "bgagent";

    public static bool IsTaskId(string text) => TaskIdForm().IsMatch(text);

    public static string Branch(string taskId) => BranchPrefix + taskId;

    public static string WorkflowId(string taskId) => WorkflowIdPrefix + taskId;

    public static string HostTaskQueue(string host) => $"{SharedTaskQueue}-host-{host}";

    /// <summary>The task of a branch, or null when the branch is not ours. Accepts <c>refs/heads/…</c>.</summary>
    public static string? TaskOfBranch(string branch)
    {
        const string heads = "refs/heads/";
        var name = branch.StartsWith(heads, StringComparison.Ordinal) ? branch[heads.Length..] : branch;
        if (!name.StartsWith(BranchPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var id = name[BranchPrefix.Length..];
        return IsTaskId(id) ? id : null;
    }

    /// <summary>1 to 63 of <c>a-z 0-9 -</c>, first and last not a hyphen: valid in a branch, a workflow id and a folder name.</summary>
    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.NonBacktracking)]
    private static partial Regex TaskIdForm();
}

using System.Text.Json;
using static BackgroundAgent.Gateway.GitHub.GitHubJson;

namespace BackgroundAgent.Gateway.GitHub;

/// <summary>News of a branch that a GitHub event carries.</summary>
/// <param name="Branch">Short name or full reference.</param>
/// <param name="Commit">The commit it is about.</param>
/// <param name="Check">Name of the check, for the log.</param>
internal sealed record GitHubNews(string Branch, string Commit, string? Check)
{
    /// <summary>Events that this gateway reads; anything else is counted and dropped.</summary>
    public static readonly IReadOnlySet<string> Events =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "check_run", "check_suite", "workflow_run", "workflow_job", "status", "push", "pull_request", "ping",
            // A merge queue tests a commit of its own, of a pull request whose task has ended green. Nobody is left to wake.
            "merge_group",
        };

    /// <summary>
    /// Which branches the event is about. Whether it succeeded is not read: the task asks GitHub itself. Members and their places follow
    /// GitHub's "Webhook events and payloads"; what is missing or of another type means no news.
    /// </summary>
    /// <param name="eventName">As the header says.</param>
    /// <param name="payload">The body.</param>
    /// <param name="own">Logins of ours: a push or an edit of our own is no news. Runs and checks are, though they name us as their actor.</param>
    public static IEnumerable<GitHubNews> Read(string eventName, JsonElement payload, IEnumerable<string> own) => eventName switch
    {
        "push" or "pull_request" when Text(At(payload, "sender"), "login") is { } login && own.Contains(login, StringComparer.OrdinalIgnoreCase) => [],
        "check_run" => Of(At(payload, "check_run", "check_suite"), At(payload, "check_run"), "name"),
        "check_suite" => Of(At(payload, "check_suite"), At(payload, "check_suite"), null),
        "workflow_run" => Of(At(payload, "workflow_run"), At(payload, "workflow_run"), "name"),
        "workflow_job" => Of(At(payload, "workflow_job"), At(payload, "workflow_job"), "name"),
        "pull_request" => PullRequest(payload),
        "status" => Status(payload),
        "push" => Text(payload, "ref") is { } reference && Text(payload, "after") is { } commit ? [new(reference, commit, null)] : [],
        _ => [],
    };

    private static IEnumerable<GitHubNews> Of(JsonElement? branchHolder, JsonElement? commitHolder, string? name)
        => Text(branchHolder, "head_branch") is { } branch && Text(commitHolder, "head_sha") is { } commit
            ? [new(branch, commit, name is null ? null : Text(commitHolder, name))]
            : [];

    /// <summary>A branch of a fork may have any name; only the repository's own are tasks.</summary>
    private static IEnumerable<GitHubNews> PullRequest(JsonElement payload)
    {
        var (head, target) = (At(payload, "pull_request", "head"), At(payload, "pull_request", "base"));
        var isOwn = head is { } one && target is { } other && Text(At(one, "repo"), "full_name") is { } name && name == Text(At(other, "repo"), "full_name");
        return isOwn && Text(head, "ref") is { } branch && Text(head, "sha") is { } commit ? [new(branch, commit, null)] : [];
    }

    /// <summary>A commit status names every branch whose head it is, at most ten.</summary>
    private static IEnumerable<GitHubNews> Status(JsonElement payload)
    {
        if (Text(payload, "sha") is not { } commit || At(payload, "branches") is not { ValueKind: JsonValueKind.Array } branches)
        {
            yield break;
        }

        foreach (var branch in branches.EnumerateArray())
        {
            if (Text(branch, "name") is { } name)
            {
                yield return new(name, commit, Text(payload, "context"));
            }
        }
    }
}

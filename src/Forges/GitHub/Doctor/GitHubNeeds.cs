namespace BackgroundAgent.Forges.GitHub.Doctor;

/// <summary>What the App must be given; <c>docs/github.md</c> has the reasons.</summary>
internal static class GitHubNeeds
{
    public static readonly IReadOnlyDictionary<string, string> Permissions = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["actions"] = "write",
        ["checks"] = "read",
        ["contents"] = "write",
        ["issues"] = "write",
        ["metadata"] = "read",
        ["pull_requests"] = "write",
        ["statuses"] = "read",
    };

    public static readonly IReadOnlyList<string> Events =
    [
        "check_run", "check_suite", "issue_comment", "issues", "pull_request", "pull_request_review", "pull_request_review_comment", "push", "status",
        "workflow_job", "workflow_run",
    ];

    /// <summary>Those that are not granted, as <c>name: level</c>.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyDictionary<string, string> granted) =>
        [.. Permissions.Where(need => !(granted.TryGetValue(need.Key, out var level) && (level == need.Value || level is "write" or "admin"))).Select(need => $"{need.Key}: {need.Value}")];
}

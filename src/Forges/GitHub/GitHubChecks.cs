using System.Globalization;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Ci;
using Octokit;
using CheckConclusion = BackgroundAgent.Contracts.Ci.CheckConclusion;
using CheckStatus = BackgroundAgent.Contracts.Ci.CheckStatus;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Turns what GitHub reports of a commit into one result per name: check runs, commit statuses, and workflow runs that made no check.</summary>
internal static class GitHubChecks
{
    /// <summary>Characters of a summary.</summary>
    private const int SummaryCharacters = 300;

    private const string StatusPrefix = "status:";
    private const string WorkflowPrefix = "workflow:";

    private static readonly Dictionary<string, CheckConclusion> Conclusions =
        Enum.GetValues<CheckConclusion>().ToDictionary(value => value.ToKebabCase().Replace('-', '_'), StringComparer.Ordinal);

    public static IReadOnlyList<CheckResult> Merge(
        IEnumerable<CheckRun> checkRuns, IEnumerable<CommitStatus> statuses, IEnumerable<WorkflowRun> workflowRuns)
    {
        var results = OfCheckRuns(checkRuns).Concat(statuses.Select(OfStatus)).Concat(workflowRuns.Select(OfWorkflow).OfType<CheckResult>());
        return [.. results.GroupBy(check => check.Name, StringComparer.Ordinal).Select(Worst).OrderBy(check => check.Name, StringComparer.Ordinal)];
    }

    /// <summary>The id of a check run; null for what is none and cannot be rerun or read.</summary>
    public static long? CheckRunId(CheckResult check)
        => long.TryParse(check.RunId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>
    /// A rerun adds a check run of the same name to the suite, so its place among them is the run attempt. The same name in several suites (a workflow
    /// that runs for a push and for the pull request) is several jobs.
    /// </summary>
    private static IEnumerable<CheckResult> OfCheckRuns(IEnumerable<CheckRun> checkRuns) => checkRuns
        .GroupBy(run => (run.Name, run.CheckSuite?.Id))
        .Select(attempts => (Newest: attempts.MaxBy(run => run.Id)!, Count: attempts.Count()))
        .Select(attempts => new CheckResult
        {
            Name = attempts.Newest.Name,
            RunId = attempts.Newest.Id.ToString(CultureInfo.InvariantCulture),
            RunAttempt = attempts.Count,
            Status = Status(attempts.Newest.Status.StringValue),
            Conclusion = Status(attempts.Newest.Status.StringValue) == CheckStatus.Completed ? Conclusion(attempts.Newest.Conclusion?.StringValue) : null,
            Url = attempts.Newest.HtmlUrl,
            Summary = Summary(attempts.Newest.Output?.Title),
            StartedAt = attempts.Newest.StartedAt == default ? null : attempts.Newest.StartedAt,
            CompletedAt = attempts.Newest.CompletedAt,
        });

    private static CheckResult OfStatus(CommitStatus status) => new()
    {
        Name = status.Context,
        RunId = StatusPrefix + status.Context,
        Status = status.State.StringValue == "pending" ? CheckStatus.InProgress : CheckStatus.Completed,
        Conclusion = status.State.StringValue switch
        {
            "pending" => null,
            "success" => CheckConclusion.Success,
            _ => CheckConclusion.Failure,
        },
        Url = status.TargetUrl,
        Summary = status.Description,
    };

    /// <summary>The first line of what an app or an annotation says, bounded; null for nothing.</summary>
    public static string? Summary(string? text)
    {
        var line = text?.Split('\n', 2)[0].Trim();
        return line is null or "" ? null : line.Length <= SummaryCharacters ? line : line[..SummaryCharacters];
    }

    /// <summary>
    /// Only what no check run tells: a run that waits for a maintainer, one whose file was not accepted, and one that is not through, since it
    /// may still start jobs.
    /// </summary>
    private static CheckResult? OfWorkflow(WorkflowRun run)
    {
        var awaits = run.Status.StringValue is "waiting" or "action_required" || run.Conclusion?.StringValue == "action_required";
        var refused = run.Conclusion?.StringValue == "startup_failure";
        var open = run.Status.StringValue != "completed";
        return !awaits && !refused && !open ? null : new CheckResult
        {
            Name = run.Name,
            RunId = WorkflowPrefix + run.Id.ToString(CultureInfo.InvariantCulture),
            RunAttempt = (int)run.RunAttempt,
            Status = awaits ? CheckStatus.AwaitingApproval : open ? CheckStatus.InProgress : CheckStatus.Completed,
            Conclusion = refused && !awaits && !open ? CheckConclusion.StartupFailure : null,
            Url = run.HtmlUrl,
        };
    }

    /// <summary>Of several jobs of one name: what waits, then what runs, then what failed.</summary>
    private static CheckResult Worst(IEnumerable<CheckResult> sameName) => sameName.MinBy(check => check switch
    {
        { Status: CheckStatus.AwaitingApproval } => 0,
        { Status: not CheckStatus.Completed } => 1,
        { Conclusion: CheckConclusion.Success or CheckConclusion.Neutral or CheckConclusion.Skipped } => 3,
        _ => 2,
    })!;

    private static CheckStatus Status(string status) => status switch
    {
        "completed" => CheckStatus.Completed,
        "in_progress" => CheckStatus.InProgress,
        "waiting" => CheckStatus.AwaitingApproval,
        _ => CheckStatus.Queued,
    };

    /// <summary>A word that is not known yet is taken as a failure: nothing may become green by a misunderstanding.</summary>
    private static CheckConclusion Conclusion(string? conclusion) => Conclusions.GetValueOrDefault(conclusion ?? "", CheckConclusion.Failure);
}

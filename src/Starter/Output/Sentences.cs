using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Output.Progress;

namespace BackgroundAgent.Starter.Output;

/// <summary>What is said of a task in words, the same in every mode. Texts from outside are cleaned by who prints them.</summary>
internal static class Sentences
{
    private const int CommitCharacters = 10;
    private const int MessageCharacters = 160;

    public static string Entered(StateEntered state)
    {
        var attempt = state.Attempt > 0 && state.State is TaskState.Patching ? $" (attempt {state.Attempt})" : "";
        return state.Detail is { Length: > 0 } detail ? $"{state.State.ToKebabCase()}{attempt}: {detail}" : state.State.ToKebabCase() + attempt;
    }

    public static string Pushed(AttemptRecord attempt)
    {
        var what = $"{Count(attempt.FilesChanged, "file")}, {Count(attempt.LinesChanged, "line")}";
        var by = attempt.Patcher is { } patcher ? $" by {patcher}" : "";
        var summary = attempt.Summary is { Length: > 0 } text ? $": {text}" : "";
        return attempt.Commit is null
            ? $"attempt {attempt.Number}, nothing pushed{by}{summary}"
            : $"attempt {attempt.Number} pushed {Commit(attempt.Commit)}{by}, {what}{summary}";
    }

    public static string Judged(AttemptRecord attempt)
    {
        var cause = attempt.Cause is { } known and not Cause.None ? $" ({known.ToKebabCase()})" : "";
        var findings = attempt.FindingCount > 0 ? $", {Count(attempt.FindingCount, "finding")}" : "";
        return $"attempt {attempt.Number} CI {attempt.Verdict}{cause}{findings}";
    }

    public static IEnumerable<string> Findings(AttemptRecord attempt)
    {
        foreach (var finding in attempt.Findings)
        {
            yield return $"{Where(finding)}: {finding.Severity.ToKebabCase()} {Code(finding)}: {Message(finding)}";
        }

        if (attempt.FindingCount > attempt.Findings.Count)
        {
            yield return $"and {attempt.FindingCount - attempt.Findings.Count} more";
        }
    }

    public static string Where(Finding finding) => finding switch
    {
        { File: { } file, Line: { } line, Column: { } column } => $"{file}:{line}:{column}",
        { File: { } file, Line: { } line } => $"{file}:{line}",
        { File: { } file } => file,
        { Test: { } test } => test,
        { LogLine: { } logLine } => $"log line {logLine}",
        _ => finding.Tool,
    };

    public static string Code(Finding finding) => finding.Code ?? (finding.Category == FindingCategory.Test ? "test" : finding.Tool);

    /// <summary>With the name of the failed test in front, unless <see cref="Where"/> says it already.</summary>
    public static string Message(Finding finding)
    {
        var message = finding.Message.Trim();
        return SafeText.Cut(finding is { Test: { } test, File: not null } ? $"{test}: {message}" : message, MessageCharacters);
    }

    /// <summary>The ending: verdict, advice, budgets and links, a line each.</summary>
    public static IEnumerable<string> Ended(TaskResult task)
    {
        var status = task.Status;
        yield return Ending(status);
        if (status.Reason?.Entry() is { } entry)
        {
            yield return $"next: {entry.Advice}";
        }

        yield return Budgets(task);
        foreach (var (_, label, target) in LinkList.Of(status.Links))
        {
            yield return $"{label}: {target}";
        }
    }

    public static string Ending(AgentTaskStatus status)
    {
        var entry = status.Reason?.Entry();
        var reason = entry is null ? "" : $" ({entry.Code} {entry.Reason.ToKebabCase()})";
        var text = status.Detail ?? entry?.Meaning;
        return text is null ? status.State.ToKebabCase() + reason : $"{status.State.ToKebabCase()}{reason}: {text}";
    }

    public static string Budgets(TaskResult task)
    {
        var (limits, used) = task.Budgets;
        var cost = limits.CostUsd is { } most ? $", cost {used.CostUsd:0.00} of {most:0.00} USD" : used.CostUsd > 0 ? $", cost {used.CostUsd:0.00} USD" : "";
        return $"used: {used.Attempts} of {limits.Attempts} attempts, {Elapsed.Show(used.Runtime)} of {Elapsed.Show(limits.Runtime)}, "
            + $"{used.ChangedLines} of {limits.ChangedLines} changed lines, {used.FlakyReruns + used.InfraReruns} reruns{cost}";
    }

    public static string Commit(string? commit) => commit is null ? "-" : commit.Length <= CommitCharacters ? commit : commit[..CommitCharacters];

    public static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}

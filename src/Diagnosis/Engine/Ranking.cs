using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>
/// Orders findings by how likely each is the root cause: errors before warnings, the failing step before others, what a tool states before what only looks
/// like a failure and before summaries, then by the order in the log.
/// </summary>
internal static class Ranking
{
    public static IReadOnlyList<FindingCollector.Entry> Order(IReadOnlyList<FindingCollector.Entry> entries, LogOutcome outcome, Gathered gathered)
    {
        var hasFailures = entries.Any(e => e.Draft.Role == Role.Failure && e.Draft.Severity == FindingSeverity.Error);

        // A parser that only watches a line leaves it to the generic reader too; what it says about the line counts more.
        var known = entries.Where(e => e.Draft.Tool != Tools.Generic.GenericTool.Name).Select(e => e.Draft.LogLine).ToHashSet();
        var stated = entries.Where(e => e.Draft.Role != Role.Hint).Select(e => e.Draft.LogLine).ToHashSet();
        return
        [
            .. entries
                .Where(e => Keep(e.Draft, outcome, hasFailures) && (e.Draft.Tool != Tools.Generic.GenericTool.Name || !known.Contains(e.Draft.LogLine))
                    && (e.Draft.Role != Role.Hint || !stated.Contains(e.Draft.LogLine)))
                .OrderBy(e => Score(e, gathered))
                .ThenBy(e => e.Draft.LogLine)
                .ThenBy(e => e.Draft.File, StringComparer.Ordinal)
                .ThenBy(e => e.Draft.Line),
        ];
    }

    private static bool Keep(Draft draft, LogOutcome outcome, bool hasFailures) => draft.Role switch
    {
        Role.Failure => true,
        Role.Summary => outcome == LogOutcome.Failed,

        // "warning: text" without a place says too little to be looked at.
        Role.Hint when draft is { Severity: not FindingSeverity.Error, File: null } => false,
        _ => outcome == LogOutcome.Failed || !hasFailures,
    };

    private static int Score(FindingCollector.Entry entry, Gathered gathered)
    {
        var draft = entry.Draft;
        var score = draft.Severity switch { FindingSeverity.Error => 0, FindingSeverity.Warning => 100, _ => 200 };
        score += draft.Role switch { Role.Failure => 0, Role.Hint => 20, _ => 40 };
        score += gathered.Steps.IsFailed(entry.Step) ? 0 : 10;
        return score + draft.Category switch
        {
            FindingCategory.Compile => 0,
            FindingCategory.Dependency or FindingCategory.Configuration => 1,
            FindingCategory.Test => 2,
            FindingCategory.Infrastructure or FindingCategory.Timeout => 3,
            FindingCategory.Lint => 4,
            _ => 5,
        };
    }
}

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

        var seconds = SecondOpinions(entries);
        var ranked = new List<Ranked>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            if (Keep(entries[i].Draft, outcome, hasFailures) && !(seconds?[i] ?? false))
            {
                ranked.Add(new(entries[i], Score(entries[i], gathered), i));
            }
        }

        ranked.Sort(Ranked.Compare);
        return ranked.ConvertAll(r => r.Entry);
    }

    /// <summary>
    /// A parser that only watches a line leaves it to the generic reader too; what it says about the line counts more, and so does what is stated before what only looks like a
    /// failure. Says which entries are such second opinions; null where none is.
    /// </summary>
    private static bool[]? SecondOpinions(IReadOnlyList<FindingCollector.Entry> entries)
    {
        bool[]? result = null;
        var byLine = new List<Ranked>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            byLine.Add(new(entries[i], 0, i));
        }

        byLine.Sort(static (a, b) => a.Entry.Draft.LogLine.CompareTo(b.Entry.Draft.LogLine));
        for (int first = 0, next; first < byLine.Count; first = next)
        {
            bool known = false, stated = false;
            for (next = first; next < byLine.Count && byLine[next].Entry.Draft.LogLine == byLine[first].Entry.Draft.LogLine; next++)
            {
                known |= !IsGeneric(byLine[next]);
                stated |= byLine[next].Entry.Draft.Role != Role.Hint;
            }

            for (var i = first; i < next; i++)
            {
                if ((known && IsGeneric(byLine[i])) || (stated && byLine[i].Entry.Draft.Role == Role.Hint))
                {
                    result ??= new bool[entries.Count];
                    result[byLine[i].Index] = true;
                }
            }
        }

        return result;
    }

    private static bool IsGeneric(Ranked ranked) => ranked.Entry.Draft.Tool == Tools.Generic.GenericTool.Name;

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

    /// <summary>A class, and a sort of its own, because sorting by several values needs code that a published program has only for objects.</summary>
    private sealed class Ranked(FindingCollector.Entry entry, int score, int index)
    {
        public FindingCollector.Entry Entry => entry;

        public int Score => score;

        public int Index => index;

        public static int Compare(Ranked a, Ranked b)
        {
            var (x, y) = (a.Entry.Draft, b.Entry.Draft);
            var order = a.Score.CompareTo(b.Score);
            order = order != 0 ? order : x.LogLine.CompareTo(y.LogLine);
            order = order != 0 ? order : string.CompareOrdinal(x.File, y.File);
            order = order != 0 ? order : (x.Line ?? -1).CompareTo(y.Line ?? -1);
            return order != 0 ? order : a.Index.CompareTo(b.Index);
        }
    }
}

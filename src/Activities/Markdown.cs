using System.Globalization;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Activities;

/// <summary>Pieces of Markdown that hold text of others without letting it be more than text.</summary>
internal static class Markdown
{
    /// <summary>A block in which nothing is markup: its fence is longer than any run of backticks inside.</summary>
    public static string Fence(string text)
    {
        var (longest, run) = (2, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        return $"{fence}text\n{text.TrimEnd()}\n{fence}\n";
    }

    /// <summary>One cell of a table, one line, without markup.</summary>
    public static string Cell(string? text, int characters = 100)
    {
        var line = new StringBuilder();
        foreach (var character in Bounded.Text((text ?? "").ReplaceLineEndings(" "), characters))
        {
            _ = character switch
            {
                '|' or '[' or ']' or '*' or '_' or '\\' or '@' or '#' => line.Append('\\').Append(character),
                '<' => line.Append("&lt;"),
                '`' => line.Append('\''),
                _ => line.Append(character),
            };
        }

        return line.ToString();
    }

    public static string Attempts(IReadOnlyList<AttemptRecord> attempts)
    {
        if (attempts.Count == 0)
        {
            return "No attempt was made.\n";
        }

        var text = new StringBuilder("| # | patcher | commit | lines | verdict | cause | findings | reruns | summary |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var attempt in attempts)
        {
            var commit = attempt.Commit is { Length: > 10 } id ? id[..10] : attempt.Commit;
            text.Append(CultureInfo.InvariantCulture, $"| {attempt.Number} | {attempt.Patcher} | {commit} | {attempt.LinesChanged} | {attempt.Verdict} ");
            text.Append(CultureInfo.InvariantCulture, $"| {attempt.Cause?.ToKebabCase()} | {attempt.FindingCount} | {attempt.Reruns} | {Cell(attempt.Summary)} |\n");
        }

        return text.ToString();
    }

    public static string Links(TaskLinks links)
    {
        var text = new StringBuilder();
        foreach (var (name, target) in Named(links))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {name}: {target}\n");
        }

        return text.ToString();
    }

    /// <summary>The links that are there, in the order people want them.</summary>
    public static IEnumerable<(string Name, string Target)> Named(TaskLinks links)
        => new (string Name, string? Target)[]
        {
            ("pull request", links.PullRequest), ("branch", links.Branch), ("CI run", links.CiRun), ("log of the last failed CI", links.CiLog),
            ("report", links.Report), ("Temporal", links.Temporal),
        }
        .Where(link => link.Target is not null).Select(link => (link.Name, link.Target!));
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Safety;

/// <summary>
/// Reads the output of <c>git diff</c> (with or without renames, any context). Hunks are read by the line counts in their headers, so that a
/// deleted line <c>-- x</c> is not taken for a file header.
/// </summary>
public static partial class UnifiedDiff
{
    /// <summary>Characters of <see cref="ChangedFile.Patch"/> that are kept.</summary>
    public const int PatchLimit = 200_000;

    /// <exception cref="FormatException">The text is no output of <c>git diff</c>.</exception>
    public static PatchDiff Parse(string text)
    {
        List<ChangedFile> files = [];
        var lines = new DiffLines(text);
        while (lines.Peek() is { } line)
        {
            if (!line.StartsWith("diff --git ", StringComparison.Ordinal))
            {
                if (line.Length > 0 && files.Count == 0)
                {
                    throw new FormatException($"A diff starts with 'diff --git', not with '{(line.Length > 40 ? line[..40] : line)}'.");
                }

                lines.Next();
                continue;
            }

            files.Add(File(lines, text));
        }

        return new PatchDiff(files);
    }

    private static ChangedFile File(DiffLines lines, string text)
    {
        var start = lines.Position;
        var draft = new DiffFileDraft(lines.Next()!);
        while (lines.Peek() is { } line && !line.StartsWith("diff --git ", StringComparison.Ordinal))
        {
            lines.Next();
            var hunk = HunkHeader().Match(line);
            if (hunk.Success)
            {
                Hunk(lines, draft, hunk);
            }
            else
            {
                draft.Header(line);
            }
        }

        return draft.Build(text.Substring(start, Math.Min(lines.Position - start, PatchLimit)));
    }

    private static void Hunk(DiffLines lines, DiffFileDraft draft, Match header)
    {
        var (oldLine, newLine) = (Number(header, "old"), Number(header, "new"));
        var (oldLeft, newLeft) = (Count(header, "oldCount"), Count(header, "newCount"));
        while ((oldLeft > 0 || newLeft > 0) && lines.Peek() is not null)
        {
            var line = lines.Next()!;
            switch (line.Length == 0 ? ' ' : line[0])
            {
                case '+':
                    draft.Added.Add(new DiffLine(newLine++, line[1..]));
                    newLeft--;
                    break;
                case '-':
                    draft.Deleted.Add(new DiffLine(oldLine++, line[1..]));
                    oldLeft--;
                    break;
                case '\\':
                    break;
                default:
                    (oldLine, newLine) = (oldLine + 1, newLine + 1);
                    (oldLeft, newLeft) = (oldLeft - 1, newLeft - 1);
                    break;
            }
        }
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static int Count(Match match, string group) => match.Groups[group].Success ? Number(match, group) : 1;

    [GeneratedRegex(@"^@@ -(?<old>[0-9]{1,9})(?:,(?<oldCount>[0-9]{1,9}))? \+(?<new>[0-9]{1,9})(?:,(?<newCount>[0-9]{1,9}))? @@")]
    private static partial Regex HunkHeader();
}

/// <summary>The lines of a diff, without their endings. Only LF ends a line of git's output; a CR before it belongs to the file.</summary>
internal sealed class DiffLines(string text)
{
    public int Position { get; private set; }

    public string? Peek()
    {
        if (Position >= text.Length)
        {
            return null;
        }

        var end = text.IndexOf('\n', Position);
        return text[Position..(end < 0 ? text.Length : end)].TrimEnd('\r');
    }

    public string? Next()
    {
        var line = Peek();
        var end = text.IndexOf('\n', Math.Min(Position, text.Length));
        Position = end < 0 ? text.Length : end + 1;
        return line;
    }
}

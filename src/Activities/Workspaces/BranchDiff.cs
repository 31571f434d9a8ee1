using System.Globalization;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Patching.Safety;

namespace BackgroundAgent.Activities.Workspaces;

/// <summary>Git's diff in the form that guards read.</summary>
internal static class BranchDiff
{
    public static PatchDiff Of(WorkTreeDiff diff) => new([.. diff.Files.Select(Of)]);

    private static ChangedFile Of(FileDiff file)
    {
        var (added, deleted) = Lines(file.Patch);
        return new ChangedFile
        {
            Path = file.Path,
            OldPath = file.OldPath,
            Change = file.Status switch
            {
                'A' => ChangeType.Added,
                'D' => ChangeType.Deleted,
                'R' => ChangeType.Renamed,
                _ => ChangeType.Modified,
            },
            LinesAdded = file.LinesAdded,
            LinesDeleted = file.LinesDeleted,
            Binary = file.Binary,
            Patch = file.Patch,
            Added = added,
            Deleted = deleted,
        };
    }

    /// <summary>Reads hunks as unified diffs have them: <c>@@ -old,count +new,count @@</c>, then lines marked by their first character.</summary>
    private static (List<DiffLine> Added, List<DiffLine> Deleted) Lines(string patch)
    {
        List<DiffLine> added = [], deleted = [];
        var (oldLine, newLine, inHunk) = (0, 0, false);
        foreach (var line in patch.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("@@ -", StringComparison.Ordinal))
            {
                inHunk = true;
                oldLine = Start(line[4..]);
                newLine = Start(line[(line.IndexOf('+') + 1)..]);
            }
            else if (!inHunk || line.IsEmpty)
            {
                // The header, or the end of the text.
            }
            else if (line[0] == '+')
            {
                added.Add(new DiffLine(newLine++, line[1..].ToString()));
            }
            else if (line[0] == '-')
            {
                deleted.Add(new DiffLine(oldLine++, line[1..].ToString()));
            }
            else if (line[0] == ' ')
            {
                oldLine++;
                newLine++;
            }
        }

        return (added, deleted);
    }

    private static int Start(ReadOnlySpan<char> range)
    {
        var end = range.IndexOfAnyExceptInRange('0', '9');
        return int.Parse(end < 0 ? range : range[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}

using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>Recorded or written expectations that change while nothing else does: the test was bent to the result.</summary>
internal sealed partial class RewrittenExpectationsRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        if (diff.Files.Any(file => FileRoles.IsSource(file.Path)))
        {
            yield break;
        }

        foreach (var file in diff.Files)
        {
            if (FileRoles.IsSnapshot(file.Path) && file.Change != ChangeType.Added)
            {
                yield return new Tampering(file.Path, $"The snapshot {file.Path} is rewritten although no source changed.");
            }
            else if (FileRoles.IsTest(file.Path) && OtherLiterals(file) is { } line)
            {
                yield return new Tampering(file.Path, $"{file.Path} line {line} expects another value although no source changed.");
            }
        }
    }

    /// <returns>The line of an assertion that differs from a deleted one in its literals only.</returns>
    private static int? OtherLiterals(ChangedFile file)
    {
        var before = file.Deleted.Where(IsExpectation).ToLookup(line => Skeleton(line.Text), line => line.Text.Trim());
        foreach (var line in file.Added.Where(IsExpectation))
        {
            var same = before[Skeleton(line.Text)].ToList();
            if (same.Count > 0 && !same.Contains(line.Text.Trim()))
            {
                return line.Number;
            }
        }

        return null;
    }

    private static bool IsExpectation(DiffLine line) => CodeForms.IsExpectation(line.Text);

    private static string Skeleton(string text) => Literal().Replace(text, "~").Trim();

    [GeneratedRegex(@"""[^""]*""|'[^']*'|`[^`]*`|\b[0-9][0-9_.]*[a-zA-Z]?\b|\b(?:true|false|null|None|True|False)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Literal();
}

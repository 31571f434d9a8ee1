namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>
/// More skips than before in a test file, or a focus that leaves the other tests out. A test that is new may skip: nothing that ran before
/// stops running.
/// </summary>
internal sealed class SkippedTestsRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        // Where tests are deleted, one that looks new may be an old one that moved.
        var mayBeNew = !diff.Files.Any(file => file.Deleted.Any(IsTestStart));
        foreach (var file in diff.Files.Where(file => FileRoles.IsTest(file.Path)))
        {
            var added = file.Added.Where(line => CodeForms.Skip().IsMatch(line.Text) && !(mayBeNew && IsInNewTest(file, line))).ToList();
            if (added.Count > file.Deleted.Count(line => CodeForms.Skip().IsMatch(line.Text)))
            {
                yield return new Tampering(file.Path, $"{file.Path} line {added[0].Number} keeps a test from running.");
            }
        }
    }

    /// <summary>Whether the unbroken run of added lines around a line starts a test.</summary>
    private static bool IsInNewTest(ChangedFile file, DiffLine line)
    {
        var place = file.Added.ToList().IndexOf(line);
        var (first, last) = (place, place);
        while (first > 0 && file.Added[first - 1].Number == file.Added[first].Number - 1)
        {
            first--;
        }

        while (last + 1 < file.Added.Count && file.Added[last + 1].Number == file.Added[last].Number + 1)
        {
            last++;
        }

        return !IsFocus(line) && file.Added.Skip(first).Take(last - first + 1).Any(IsTestStart);
    }

    private static bool IsTestStart(DiffLine line) => CodeForms.TestStart().IsMatch(line.Text);

    private static bool IsFocus(DiffLine line) => CodeForms.Focus().IsMatch(line.Text);
}

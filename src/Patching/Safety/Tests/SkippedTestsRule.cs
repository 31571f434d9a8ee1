namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>More skips than before in a test file, or a focus that leaves the other tests out.</summary>
internal sealed class SkippedTestsRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        foreach (var file in diff.Files.Where(file => FileRoles.IsTest(file.Path)))
        {
            var added = file.Added.Where(line => CodeForms.Skip().IsMatch(line.Text)).ToList();
            if (added.Count > file.Deleted.Count(line => CodeForms.Skip().IsMatch(line.Text)))
            {
                yield return new Tampering(file.Path, $"{file.Path} line {added[0].Number} keeps a test from running.");
            }
        }
    }
}

namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>Fewer tests than before. Counted over the whole patch, so that moving or renaming a test is no hit.</summary>
internal sealed class RemovedTestsRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        var tests = diff.Files.Where(file => FileRoles.IsTest(file.OldPath ?? file.Path)).ToList();
        var lost = tests.Select(file => (file, count: Count(file.Deleted) - Count(file.Added))).ToList();
        var gone = tests.Where(IsGone).ToList();
        // Tests of a framework that is not known here; data, mocks and generated code below a test folder may go.
        foreach (var file in gone.Where(file => Count(file.Deleted) == 0 && file.Deleted.Any(line => CodeForms.IsAssertion(line.Text))))
        {
            yield return new Tampering(file.Path, $"The test file {file.OldPath ?? file.Path} is gone.");
        }

        // A test that moves shows as lost here and won there, also when the new file is no test file by its name.
        var won = diff.Files.Except(tests).Sum(file => Count(file.Added));
        var total = lost.Sum(pair => pair.count) - won;
        if (total > 0)
        {
            var worst = lost.MaxBy(pair => pair.count).file;
            yield return new Tampering(worst.Path, $"The patch removes {total} tests or test cases, most of them in {worst.OldPath ?? worst.Path}.");
        }
    }

    private static bool IsGone(ChangedFile file)
        => file.Change == ChangeType.Deleted || (file.OldPath is not null && !FileRoles.IsTest(file.Path));

    private static int Count(IEnumerable<DiffLine> lines) => lines.Count(line => CodeForms.TestStart().IsMatch(line.Text));
}

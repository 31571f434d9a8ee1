namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>Fewer assertions, or weaker ones, or ones that cannot fail.</summary>
internal sealed class WeakenedAssertionsRule : ITamperingRule
{
    public IEnumerable<Tampering> Check(PatchDiff diff)
    {
        var files = diff.Files.Where(file => file.Change != ChangeType.Deleted && FileRoles.IsTest(file.Path)).ToList();
        foreach (var file in files)
        {
            var empty = file.Added.Where(line => CodeForms.EmptyAssertion().IsMatch(line.Text)).ToList();
            if (empty.Count > file.Deleted.Count(line => CodeForms.EmptyAssertion().IsMatch(line.Text)))
            {
                yield return new Tampering(file.Path, $"{file.Path} line {empty[0].Number} asserts nothing or swallows a failure.");
            }
        }

        // Assertions may move between files, into a shared check for example, so the sum decides.
        var removed = files.Sum(file => Count(file.Deleted));
        var added = files.Sum(file => Count(file.Added));
        if (removed > added && !HasFewerTests(files))
        {
            var worst = files.MaxBy(file => Count(file.Deleted) - Count(file.Added))!;
            yield return new Tampering(worst.Path, $"{worst.Path} loses assertions: {removed} removed, {added} added.");
        }

        foreach (var file in files)
        {
            var weaker = file.Added.Count(IsWeak) - file.Deleted.Count(IsWeak);
            var stronger = file.Added.Count(IsStrong) - file.Deleted.Count(IsStrong);
            if (weaker > 0 && stronger < 0)
            {
                yield return new Tampering(file.Path, $"{file.Path} replaces an assertion by a weaker one.");
            }
        }
    }

    /// <summary>Then the loss of assertions has been reported as the loss of tests.</summary>
    private static bool HasFewerTests(List<ChangedFile> files)
        => files.Sum(file => file.Deleted.Count(IsTest) - file.Added.Count(IsTest)) > 0;

    private static bool IsTest(DiffLine line) => CodeForms.TestStart().IsMatch(line.Text);

    private static bool IsWeak(DiffLine line) => CodeForms.WeakAssertion().IsMatch(line.Text);

    private static bool IsStrong(DiffLine line) => CodeForms.IsAssertion(line.Text) && !IsWeak(line);

    private static int Count(IEnumerable<DiffLine> lines) => lines.Count(line => CodeForms.IsAssertion(line.Text));
}

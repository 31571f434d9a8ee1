namespace BackgroundAgent.Architecture.Tests;

internal static class Violations
{
    /// <summary>Fails with every violation at once, so that one run shows all there is to mend.</summary>
    public static void AssertNone(string rule, IEnumerable<string> found)
    {
        var all = found.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{rule}\n  {string.Join("\n  ", all)}");
    }
}

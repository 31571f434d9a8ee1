namespace BackgroundAgent.Benchmarks;

/// <summary>Prints what was measured, and how it stands to its limit.</summary>
internal static class Figures
{
    public static void Print(string what, IEnumerable<double> values, string unit, double? limit = null)
    {
        var sorted = values.Order().ToList();
        var median = sorted[sorted.Count / 2];
        var line = $"  {what}: median {median:0.00} {unit}, max {sorted[^1]:0.00} {unit}, n = {sorted.Count}";
        if (limit is { } most)
        {
            line += $"; limit {most:0.00} {unit}, median is {median / most:0.00} of it";
        }

        Console.WriteLine(line);
    }
}

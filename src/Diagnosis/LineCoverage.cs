namespace BackgroundAgent.Diagnosis;

/// <summary>Lines that can be executed, and those of them that the tests executed.</summary>
public sealed record LineCoverage(long Covered, long Valid)
{
    /// <summary>0 to 100; null where no line can be executed.</summary>
    public decimal? Percent => Valid > 0 ? 100m * Covered / Valid : null;

    /// <summary>Of two test runs whose reports are of different code; null where neither tells.</summary>
    public static LineCoverage? Sum(LineCoverage? one, LineCoverage? other)
        => one is null || other is null ? one ?? other : new(one.Covered + other.Covered, one.Valid + other.Valid);
}

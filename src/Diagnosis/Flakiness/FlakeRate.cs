namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>
/// Share of runs that failed without a change, with its 95 % confidence interval by Wilson's score, which stays honest for few runs and rates near 0.
/// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
/// </summary>
/// <param name="Runs">Runs seen.</param>
/// <param name="Flakes">Failed runs of commits that also passed.</param>
/// <param name="Rate">Flakes by runs, 0 to 1.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct FlakeRate(long Runs, long Flakes, double Rate, double Low, double High)
{
    private const double Z = 1.959964;

    public static FlakeRate Of(long runs, long flakes)
    {
        double n = runs;
        var p = flakes / n;
        var square = Z * Z;
        var centre = (p + (square / (2 * n))) / (1 + (square / n));
        var half = Z / (1 + (square / n)) * Math.Sqrt((p * (1 - p) / n) + (square / (4 * n * n)));
        return new(runs, flakes, p, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

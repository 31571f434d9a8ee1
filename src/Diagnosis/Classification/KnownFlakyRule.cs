using System.Globalization;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Flakiness;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>
/// Only tests failed, and past runs say of each that it fails now and then without a change. It stands behind what is sure (a known issue, a rerun that passed) and before what the log
/// alone says. A test that fails again and again on one commit is not excused: by chance it would not have.
/// </summary>
internal sealed class KnownFlakyRule : IClassificationRule
{
    /// <summary>The lower end of the confidence interval of a test's flake rate from which on it is called flaky.</summary>
    public const double LeastRate = 0.02;

    /// <summary>Flakes that must have been seen: one may have been the machine's fault.</summary>
    public const int LeastFlakes = 2;

    /// <summary>How unlikely so many failures in a row must be, by the upper end of the interval, to be no flakes any more.</summary>
    public const double ByChance = 0.05;

    /// <summary>Tests whose failure may be excused at once; when more fail, something else is wrong.</summary>
    public const int MostTests = 10;

    public string Id => "known-flaky";

    public ClassificationOpinion? Judge(ClassifierInput input)
    {
        if (input.Flakiness is not { } flakiness || !input.Checks.All(HasOnlyNamedTests))
        {
            return null;
        }

        var tests = new SortedDictionary<string, FlakeRate>(StringComparer.Ordinal);
        foreach (var check in input.Checks)
        {
            foreach (var test in Causes(check).Select(finding => finding.Test!))
            {
                if (flakiness(test) is not { } rate || !IsFlaky(rate) || Math.Pow(rate.High, check.Check.RunAttempt) < ByChance)
                {
                    return null;
                }

                tests[test] = rate;
            }
        }

        return tests.Count is 0 or > MostTests ? null : new(Cause.Flaky, Confidence(tests.Values), [.. tests.Select(test => Evidence(test.Key, test.Value))]);
    }

    public static bool IsFlaky(FlakeRate rate) => rate.Flakes >= LeastFlakes && rate.Low >= LeastRate;

    private static bool HasOnlyNamedTests(FailedCheck check) => Causes(check) is { Count: > 0 } causes && causes.TrueForAll(finding => finding.Test is not null);

    /// <summary>"Exit code 1" and its like follow from something else.</summary>
    private static List<Finding> Causes(FailedCheck check)
        => [.. (check.Report?.Findings ?? []).Where(finding => finding.Severity == FindingSeverity.Error && (finding.Test is not null || !IsSummary(finding)))];

    private static bool IsSummary(Finding finding) => finding is { Category: FindingCategory.Generic, File: null } or { Category: FindingCategory.Test, File: null };

    /// <summary>The surer the least sure test is flaky, the surer the verdict; never as sure as a rerun.</summary>
    private static double Confidence(IEnumerable<FlakeRate> rates) => Math.Round(Math.Min(0.85, 0.6 + rates.Min(rate => rate.Low)), 2);

    private static string Evidence(string test, FlakeRate rate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{test}: failed {rate.Flakes} of {rate.Runs} runs of commits that also passed, {rate.Rate:0.0%} (95 % interval {rate.Low:0.0%} to {rate.High:0.0%})");
}

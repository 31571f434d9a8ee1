using System.Globalization;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Policies;

/// <summary>What each budget may be; the ranges that <see cref="BudgetLimits"/> documents. For policy files and for callers' options alike.</summary>
public static class BudgetRanges
{
    internal const decimal MaxCostUsd = 100_000;
    internal const decimal MaxCoverageDrop = 100;

    internal static readonly Range<int> Attempts = new(1, 20);
    internal static readonly Range<int> FlakyRerunsPerJob = new(0, 10);
    internal static readonly Range<int> InfraReruns = new(0, 20);
    internal static readonly Range<int> ChangedLines = new(1, 1_000_000);
    internal static readonly Range<TimeSpan> Runtime = new(TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
    internal static readonly Range<TimeSpan> CiWait = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    internal static readonly Range<TimeSpan> NoCheckReported = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    internal static readonly Range<TimeSpan> Approval = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));

    /// <returns>One sentence for every budget out of its range; empty when all are within.</returns>
    public static IReadOnlyList<string> Check(BudgetOverrides budgets)
    {
        List<string> faults = [];
        Note("attempts", budgets.Attempts, Attempts, Text);
        Note("flakyRerunsPerJob", budgets.FlakyRerunsPerJob, FlakyRerunsPerJob, Text);
        Note("infraReruns", budgets.InfraReruns, InfraReruns, Text);
        Note("changedLines", budgets.ChangedLines, ChangedLines, Text);
        Note("runtime", budgets.Runtime, Runtime, DurationText.Format);
        Note("ciWait", budgets.CiWait, CiWait, DurationText.Format);
        Note("noCheckReported", budgets.NoCheckReported, NoCheckReported, DurationText.Format);
        Note("approval", budgets.Approval, Approval, DurationText.Format);
        Note("coverageDrop", budgets.CoverageDrop, new Range<decimal>(0, MaxCoverageDrop), Number);
        Note("costUsd", budgets.CostUsd, new Range<decimal>(0, MaxCostUsd), Number);
        return faults;

        void Note<T>(string name, T? value, Range<T> range, Func<T, string> text)
            where T : struct, IComparable<T>
        {
            if (value is { } given && !range.Holds(given))
            {
                faults.Add($"budgets.{name} must be from {text(range.Min)} to {text(range.Max)}, not {text(given)}.");
            }
        }
    }

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Both ends belong to it.</summary>
internal readonly record struct Range<T>(T Min, T Max)
    where T : struct, IComparable<T>
{
    public bool Holds(T value) => value.CompareTo(Min) >= 0 && value.CompareTo(Max) <= 0;
}

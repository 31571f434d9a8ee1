using System.CommandLine;
using System.Globalization;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Budgets on the command line; they win over both policy files. Ranges are those of <see cref="BudgetLimits"/>.</summary>
internal sealed class BudgetOptions
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Option<int?> attempts = Count("--attempts", "Rounds of patch, push and CI", "3", 1, 20);
    private readonly Option<int?> flakyReruns = Count("--flaky-reruns", "Reruns of one job that looks flaky", "1", 0, 10);
    private readonly Option<int?> infraReruns = Count("--infra-reruns", "Reruns because of infrastructure", "2", 0, 20);
    private readonly Option<int?> changedLines = Count("--max-lines", "Changed lines of the whole branch", "2000", 1, 1_000_000);
    private readonly Option<TimeSpan?> runtime = Duration("--max-runtime", "Total time", "6h", TimeSpan.FromMinutes(1), 7 * Day);
    private readonly Option<TimeSpan?> ciWait = Duration("--ci-wait", "From a push to CI's verdict", "2h", Second, Day);
    private readonly Option<TimeSpan?> noCheck = Duration("--no-check-after", "From a push to the first sign of CI", "15m", Second, Day);
    private readonly Option<TimeSpan?> approval = Duration("--approval-wait", "Waiting for an approval or a hand-back", "24h", Second, 7 * Day);
    private readonly Option<decimal?> coverageDrop = Amount(
        "--max-coverage-drop", "POINTS", "By how many percentage points the tests may cover less than on the base commit [default: not compared]",
        "a number of percentage points up to 100, such as 0.5", value => value <= 100);

    private readonly Option<decimal?> cost = Amount(
        "--max-cost", "USD", "What agents may report as spent, in US dollars [default: no limit]", "an amount of US dollars, such as 2.50", value => value > 0);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { attempts, flakyReruns, infraReruns, runtime, ciWait, noCheck, approval, changedLines, coverageDrop, cost })
        {
            command.Add(option);
        }
    }

    /// <returns>Null when none was typed.</returns>
    public BudgetOverrides? Read(ParseResult parsed)
    {
        var read = new BudgetOverrides
        {
            Attempts = parsed.GetValue(attempts),
            FlakyRerunsPerJob = parsed.GetValue(flakyReruns),
            InfraReruns = parsed.GetValue(infraReruns),
            Runtime = parsed.GetValue(runtime),
            CiWait = parsed.GetValue(ciWait),
            NoCheckReported = parsed.GetValue(noCheck),
            Approval = parsed.GetValue(approval),
            ChangedLines = parsed.GetValue(changedLines),
            CoverageDrop = parsed.GetValue(coverageDrop),
            CostUsd = parsed.GetValue(cost),
        };
        return read == new BudgetOverrides() ? null : read;
    }

    private static Option<int?> Count(string name, string description, string standard, int least, int most) => new(name)
    {
        Description = $"{description}, {least} to {most} [default: {standard}]",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name}: '{text}' is not a number from {least} to {most}");
            return null;
        },
    };

    private static Option<decimal?> Amount(string name, string unit, string description, string what, Predicate<decimal> fits) => new(name)
    {
        Description = description,
        HelpName = unit,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && fits(value))
            {
                return value;
            }

            result.AddError($"{name}: '{text}' is not {what}");
            return null;
        },
    };

    private static Option<TimeSpan?> Duration(string name, string description, string standard, TimeSpan least, TimeSpan most) => new(name)
    {
        Description = $"{description}, {Elapsed.Show(least)} to {Elapsed.Show(most)} [default: {standard}]",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationText.TryParse(text, out var value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name}: '{text}' is not a time from {Elapsed.Show(least)} to {Elapsed.Show(most)}, such as 90s, 15m, 1h30m or 2d");
            return null;
        },
    };
}

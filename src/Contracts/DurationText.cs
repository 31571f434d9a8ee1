using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BackgroundAgent.Contracts;

/// <summary>Durations as people write them: <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>7d</c>, <c>1h30m</c>.</summary>
public static partial class DurationText
{
    /// <summary>Whole numbers, largest unit first, each unit once; at most 9 digits a number.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Form().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return false;
        }

        duration = TimeSpan.FromDays(Number(match, "d"))
            + TimeSpan.FromHours(Number(match, "h"))
            + TimeSpan.FromMinutes(Number(match, "m"))
            + TimeSpan.FromSeconds(Number(match, "s"))
            + TimeSpan.FromMilliseconds(Number(match, "ms"));
        return true;
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads back; parts of a millisecond are dropped.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder();
        Append(duration.Days, "d");
        Append(duration.Hours, "h");
        Append(duration.Minutes, "m");
        Append(duration.Seconds, "s");
        Append(duration.Milliseconds, "ms");
        return text.Length == 0 ? "0s" : text.ToString();

        void Append(int number, string unit)
        {
            if (number != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
            }
        }
    }

    private static double Number(Match match, string unit)
        => match.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<d>[0-9]{1,6})d)?(?:(?<h>[0-9]{1,9})h)?(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,9})s)?(?:(?<ms>[0-9]{1,9})ms)?\z")]
    private static partial Regex Form();
}

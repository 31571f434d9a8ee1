using System.Globalization;
using System.Text.RegularExpressions;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Durations as people type them: <c>90s</c>, <c>15m</c>, <c>1h30m</c>, <c>2d</c>; a plain number is refused, since nobody knows its unit.</summary>
internal static partial class DurationText
{
    public const string Form = "such as 90s, 15m, 1h30m or 2d";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = DurationForm().Match(text.Trim());
        if (!match.Success || match.Length == 0)
        {
            return false;
        }

        var seconds = (Part(match, "d") * 86_400) + (Part(match, "h") * 3_600) + (Part(match, "m") * 60) + Part(match, "s");
        if (seconds > 36_500d * 86_400)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The two largest units: <c>1h 30m</c>, <c>4.2s</c>.</summary>
    public static string Show(TimeSpan duration)
    {
        var span = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
        return span switch
        {
            { TotalDays: >= 1 } => Two((int)span.TotalDays, "d", span.Hours, "h"),
            { TotalHours: >= 1 } => Two((int)span.TotalHours, "h", span.Minutes, "m"),
            { TotalMinutes: >= 1 } => Two((int)span.TotalMinutes, "m", span.Seconds, "s"),
            { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds):0}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#}s"),
        };
    }

    private static string Two(int large, string largeUnit, int small, string smallUnit)
        => small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit} {small}{smallUnit}";

    private static double Part(Match match, string unit)
        => match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<d>\d{1,6})d)?(?:(?<h>\d{1,6})h)?(?:(?<m>\d{1,6})m)?(?:(?<s>\d{1,6}(?:\.\d{1,3})?)s)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex DurationForm();
}

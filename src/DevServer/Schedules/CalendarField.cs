using System.Globalization;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>One field of a calendar as text: *, numbers, names, ranges, steps, and lists of these.</summary>
internal static class CalendarField
{
    public static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    public static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public readonly record struct Bounds(string Name, string Default, int Least, int Most, string[]? Names, int NameOffset);

    public static IEnumerable<Temporalio.Api.Schedule.V1.Range> Parse(string text, Bounds bounds)
    {
        text = text.Trim();
        text = text.Length == 0 ? bounds.Default : text;
        if (text == "*" && bounds.Name == "Year")
        {
            // Every year is what an empty list means.
            return [];
        }

        return [.. text.Split(',').SelectMany(part => ParsePart(part.Trim(), bounds))];
    }

    private static IEnumerable<Temporalio.Api.Schedule.V1.Range> ParsePart(string part, Bounds bounds)
    {
        var (range, step) = Cut(part, '/');
        var every = 1;
        if (step is not null && (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out every) || every < 1))
        {
            throw new FormatException($"{bounds.Name} has invalid Step");
        }

        int from;
        int to;
        if (range == "*")
        {
            (from, to) = (bounds.Least, bounds.Name == "DayOfWeek" ? 6 : bounds.Most);
        }
        else
        {
            var (first, last) = Cut(range, '-');
            from = Value(first, bounds);
            to = last is not null ? Value(last, bounds) : step is not null ? bounds.Most : from;
        }

        if (to < from)
        {
            throw new FormatException($"{bounds.Name} End is before Start or not in range [{bounds.Least}-{bounds.Most}]");
        }

        return bounds.Name == "DayOfWeek" ? ByDay(from, to, every) : [new() { Start = from, End = to, Step = every }];
    }

    /// <summary>Sunday may be written 0 or 7.</summary>
    private static IEnumerable<Temporalio.Api.Schedule.V1.Range> ByDay(int from, int to, int step)
    {
        if (to < 7)
        {
            yield return new() { Start = from, End = to, Step = step };
            yield break;
        }

        for (var day = from; day <= to; day += step)
        {
            yield return new() { Start = day % 7, End = day % 7, Step = 1 };
        }
    }

    private static int Value(string text, Bounds bounds)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            var name = text.Length >= 3 && bounds.Names is not null
                ? System.Array.FindIndex(bounds.Names, n => n.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                : -1;
            value = name >= 0 ? name + bounds.NameOffset : throw Bad(bounds);
        }

        return value >= bounds.Least && value <= bounds.Most ? value : throw Bad(bounds);
    }

    private static (string, string?) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i && i < 0 ? (text, null) : (text[..i], text[(i + 1)..]);

    private static FormatException Bad(Bounds bounds) => new($"{bounds.Name} is not in range [{bounds.Least}-{bounds.Most}]");
}

using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Schedule.V1;
using Bounds = BackgroundAgent.DevServer.Schedules.CalendarField.Bounds;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>Brings a schedule spec into the form the server keeps: structured calendars and intervals only.</summary>
internal static class SpecParser
{
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    public static ScheduleSpec Canonical(ScheduleSpec given)
    {
        var spec = given.Clone();
        spec.StructuredCalendar.Add(spec.Calendar.Select(Structured));
        spec.Calendar.Clear();
        spec.ExcludeStructuredCalendar.Add(spec.ExcludeCalendar.Select(Structured));
        spec.ExcludeCalendar.Clear();
        AddCrons(spec);
        foreach (var calendar in spec.StructuredCalendar.Concat(spec.ExcludeStructuredCalendar))
        {
            Check(calendar);
        }

        foreach (var interval in spec.Interval)
        {
            Check(interval);
        }

        return spec;
    }

    private static void AddCrons(ScheduleSpec spec)
    {
        string? zone = null;
        foreach (var text in spec.CronString)
        {
            var (cron, thisZone) = SplitZone(text.Trim());
            if (zone is not null && zone != thisZone)
            {
                throw new FormatException("conflicting timezone names");
            }

            zone = thisZone;
            var at = cron.IndexOf('#', StringComparison.Ordinal);
            var comment = at < 0 ? "" : cron[(at + 1)..].Trim();
            AddCron(spec, (at < 0 ? cron : cron[..at]).Trim(), comment);
        }

        spec.CronString.Clear();
        if (zone is { Length: > 0 })
        {
            if ((spec.TimezoneName.Length > 0 && spec.TimezoneName != zone) || !spec.TimezoneData.IsEmpty)
            {
                throw new FormatException("conflicting timezone names");
            }

            spec.TimezoneName = zone;
        }
    }

    private static void AddCron(ScheduleSpec spec, string cron, string comment)
    {
        if (cron.StartsWith("@every", StringComparison.Ordinal))
        {
            var parts = cron["@every".Length..].Trim().Split('/');
            spec.Interval.Add(new IntervalSpec
            {
                Interval = GoDuration.Parse(parts[0]).ToProto(),
                Phase = parts.Length > 1 ? GoDuration.Parse(parts[1]).ToProto() : null,
            });
            return;
        }

        var fields = Nickname(cron).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 5 or > 7)
        {
            throw new FormatException("CronString does not have 5-7 fields");
        }

        var seconds = fields.Length == 7 ? 1 : 0;
        spec.StructuredCalendar.Add(Structured(new CalendarSpec
        {
            Second = seconds == 1 ? fields[0] : "",
            Minute = fields[seconds],
            Hour = fields[seconds + 1],
            DayOfMonth = fields[seconds + 2],
            Month = fields[seconds + 3],
            DayOfWeek = fields[seconds + 4],
            Year = fields.Length >= 6 ? fields[^1] : "",
            Comment = comment,
        }));
    }

    private static string Nickname(string cron) => cron switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => cron,
    };

    private static (string Cron, string Zone) SplitZone(string text)
    {
        if (!text.StartsWith("TZ=", StringComparison.Ordinal) && !text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            return (text, "");
        }

        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? throw new FormatException("CronString has time zone but missing fields")
            : (text[(space + 1)..].Trim(), text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..space]);
    }

    private static StructuredCalendarSpec Structured(CalendarSpec calendar)
    {
        var result = new StructuredCalendarSpec { Comment = calendar.Comment };
        result.Second.Add(CalendarField.Parse(calendar.Second, new Bounds("Second", "0", 0, 59, null, 0)));
        result.Minute.Add(CalendarField.Parse(calendar.Minute, new Bounds("Minute", "0", 0, 59, null, 0)));
        result.Hour.Add(CalendarField.Parse(calendar.Hour, new Bounds("Hour", "0", 0, 23, null, 0)));
        result.DayOfMonth.Add(CalendarField.Parse(calendar.DayOfMonth, new Bounds("DayOfMonth", "*", 1, 31, null, 0)));
        result.Month.Add(CalendarField.Parse(calendar.Month, new Bounds("Month", "*", 1, 12, CalendarField.Months, 1)));
        result.Year.Add(CalendarField.Parse(calendar.Year, new Bounds("Year", "*", FirstYear, LastYear, null, 0)));
        result.DayOfWeek.Add(CalendarField.Parse(calendar.DayOfWeek, new Bounds("DayOfWeek", "*", 0, 7, CalendarField.Days, 0)));
        return result;
    }

    private static void Check(StructuredCalendarSpec calendar)
    {
        Check(calendar.Second, "Second", 0, 59);
        Check(calendar.Minute, "Minute", 0, 59);
        Check(calendar.Hour, "Hour", 0, 23);
        Check(calendar.DayOfMonth, "DayOfMonth", 1, 31);
        Check(calendar.Month, "Month", 1, 12);
        Check(calendar.Year, "Year", FirstYear, LastYear);
        Check(calendar.DayOfWeek, "DayOfWeek", 0, 6);
    }

    /// <summary>Also fills in what a range leaves out: its end and its step.</summary>
    private static void Check(IEnumerable<Temporalio.Api.Schedule.V1.Range> ranges, string field, int least, int most)
    {
        foreach (var range in ranges)
        {
            if (range.Start < least || range.Start > most)
            {
                throw new FormatException($"invalid calendar spec: {field} Start is not in range [{least}-{most}]");
            }

            if (range.End != 0 && (range.End < range.Start || range.End > most))
            {
                throw new FormatException($"invalid calendar spec: {field} End is before Start or not in range [{least}-{most}]");
            }

            if (range.Step < 0)
            {
                throw new FormatException($"invalid calendar spec: {field} has invalid Step");
            }

            range.End = Math.Max(range.End, range.Start);
            range.Step = Math.Max(range.Step, 1);
        }
    }

    private static void Check(IntervalSpec interval)
    {
        if (interval.Interval.ToSpan() < TimeSpan.FromSeconds(1))
        {
            throw new FormatException("interval is too small");
        }

        if (interval.Phase is { Seconds: < 0 } or { Nanos: < 0 })
        {
            throw new FormatException("phase is negative");
        }

        if (interval.Phase.ToSpan() >= interval.Interval.ToSpan())
        {
            throw new FormatException("phase cannot be greater than Interval");
        }
    }
}

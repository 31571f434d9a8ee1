using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>A calendar in a time zone: which seconds match, and which is the next.</summary>
internal sealed class CompiledCalendar(StructuredCalendarSpec spec, TimeZoneInfo zone)
{
    private const int LastYear = 2100;

    private readonly HashSet<int> _years = Values(spec.Year);
    private readonly HashSet<int> _months = Values(spec.Month);
    private readonly HashSet<int> _monthDays = Values(spec.DayOfMonth);
    private readonly HashSet<int> _weekDays = Values(spec.DayOfWeek);
    private readonly int[] _hours = [.. Values(spec.Hour).Order()];
    private readonly int[] _minutes = [.. Values(spec.Minute).Order()];
    private readonly int[] _seconds = [.. Values(spec.Second).Order()];

    public bool Matches(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
        return MatchesDay(local) && _hours.Contains(local.Hour) && _minutes.Contains(local.Minute) && _seconds.Contains(local.Second);
    }

    public DateTimeOffset? Next(DateTimeOffset after)
    {
        // An hour that comes twice may lie before the local time of "after", so the search begins a day early.
        var day = TimeZoneInfo.ConvertTime(after, zone).Date.AddDays(-1);
        while (day.Year <= LastYear)
        {
            if (_years.Count > 0 && !_years.Contains(day.Year))
            {
                day = new DateTime(day.Year + 1, 1, 1);
            }
            else if (!_months.Contains(day.Month))
            {
                day = new DateTime(day.Year, day.Month, 1).AddMonths(1);
            }
            else if (MatchesDay(day) && NextOn(day, after) is { } found)
            {
                return found;
            }
            else
            {
                day = day.AddDays(1);
            }
        }

        return null;
    }

    private bool MatchesDay(DateTime day) =>
        (_years.Count == 0 || _years.Contains(day.Year)) && _months.Contains(day.Month) && _monthDays.Contains(day.Day) &&
        _weekDays.Contains((int)day.DayOfWeek);

    private DateTimeOffset? NextOn(DateTime day, DateTimeOffset after)
    {
        DateTimeOffset? best = null;
        foreach (var hour in _hours)
        {
            foreach (var minute in _minutes)
            {
                var start = day.AddHours(hour).AddMinutes(minute);
                if (zone.IsInvalidTime(start))
                {
                    continue;
                }

                foreach (var offset in zone.IsAmbiguousTime(start) ? zone.GetAmbiguousTimeOffsets(start) : [zone.GetUtcOffset(start)])
                {
                    var found = NextIn(new DateTimeOffset(start, offset), after);
                    best = Engine.ProtoTime.Earliest(best, found);
                }

                if (best is not null && !zone.IsAmbiguousTime(start))
                {
                    return best.Value.ToUniversalTime();
                }
            }
        }

        return best?.ToUniversalTime();
    }

    private DateTimeOffset? NextIn(DateTimeOffset minute, DateTimeOffset after)
    {
        if (minute.AddMinutes(1) <= after)
        {
            return null;
        }

        foreach (var second in _seconds)
        {
            if (minute.AddSeconds(second) is var time && time > after)
            {
                return time;
            }
        }

        return null;
    }

    private static HashSet<int> Values(IEnumerable<Temporalio.Api.Schedule.V1.Range> ranges)
    {
        var values = new HashSet<int>();
        foreach (var range in ranges)
        {
            for (var value = range.Start; value <= Math.Max(range.Start, range.End); value += Math.Max(1, range.Step))
            {
                values.Add(value);
            }
        }

        return values;
    }
}

using Cronos;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>Cron schedules of workflows: five fields, @every, the usual nicknames, and a CRON_TZ= or TZ= prefix.</summary>
internal static class CronSpec
{
    private const string Every = "@every ";

    public static bool TryValidate(string text, out string error)
    {
        try
        {
            Next(text, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
            error = "";
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            error = e.Message;
            return false;
        }
    }

    /// <summary>
    /// The pause until the next start, or null when there is none. Intervals count from the start of the chain, so that a
    /// long run does not move them.
    /// </summary>
    public static TimeSpan? Next(string text, DateTimeOffset start, DateTimeOffset close)
    {
        var (spec, zone) = SplitZone(text.Trim());
        if (spec.StartsWith(Every, StringComparison.Ordinal))
        {
            var every = GoDuration.Parse(spec[Every.Length..]);
            every = every < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(Math.Floor(every.TotalSeconds));
            var next = start;
            if (close >= start)
            {
                next = start + (every * (Math.Floor((close - start) / every) + 1));
            }

            return Seconds(next - close);
        }

        var format = spec.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        var occurrence = CronExpression.Parse(spec, format).GetNextOccurrence(close.UtcDateTime, zone);
        return occurrence is { } at ? Seconds(new DateTimeOffset(at, TimeSpan.Zero) - close) : null;
    }

    private static TimeSpan Seconds(TimeSpan span) => TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds));

    private static (string Spec, TimeZoneInfo Zone) SplitZone(string text)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["CRON_TZ=", "TZ="])
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal) && text.IndexOf(' ') is var end && end > 0)
            {
                return (text[(end + 1)..].Trim(), TimeZoneInfo.FindSystemTimeZoneById(text[prefix.Length..end]));
            }
        }

        return (text, TimeZoneInfo.Utc);
    }
}

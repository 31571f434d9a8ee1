namespace BackgroundAgent.DevServer.Engine;

/// <summary>Conversions between the protocol's times and ours.</summary>
internal static class ProtoTime
{
    public static Timestamp ToProto(this DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    public static Timestamp? ToProto(this DateTimeOffset? time) => time is { } t ? Timestamp.FromDateTimeOffset(t) : null;

    public static Duration ToProto(this TimeSpan span) => Duration.FromTimeSpan(span);

    /// <summary>Null and negative count as zero. Anything above a hundred years is cut there, so that sums do not overflow.</summary>
    /// <summary>Below zero, which <see cref="ToSpan"/> does not show.</summary>
    public static bool IsNegative(this Duration? duration) => duration is { Seconds: < 0 } or { Nanos: < 0 };

    public static TimeSpan ToSpan(this Duration? duration)
    {
        const long longest = 100L * 366 * 24 * 3600;
        if (duration is null || duration.Seconds < 0 || (duration.Seconds == 0 && duration.Nanos <= 0))
        {
            return TimeSpan.Zero;
        }

        return duration.Seconds >= longest
            ? TimeSpan.FromSeconds(longest)
            : new TimeSpan((duration.Seconds * TimeSpan.TicksPerSecond) + (Math.Clamp(duration.Nanos, 0, 999_999_999) / 100));
    }

    public static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}

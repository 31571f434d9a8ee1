using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Schedules;

/// <summary>When a schedule acts. Throws FormatException when the spec cannot be understood.</summary>
internal sealed class CompiledSpec
{
    /// <summary>A spec whose times are nearly all excluded is given up after so many.</summary>
    private const int MostExcluded = 100_000;

    private static readonly DateTimeOffset End = new(2100, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly List<CompiledCalendar> _calendars;
    private readonly List<CompiledCalendar> _excluded;

    public CompiledSpec(ScheduleSpec given)
    {
        Spec = SpecParser.Canonical(given);
        var zone = Zone(Spec.TimezoneName);
        _calendars = [.. Spec.StructuredCalendar.Select(c => new CompiledCalendar(c, zone))];
        _excluded = [.. Spec.ExcludeStructuredCalendar.Select(c => new CompiledCalendar(c, zone))];
    }

    public ScheduleSpec Spec { get; }

    /// <summary>A moment the spec names, and the same after jitter.</summary>
    public readonly record struct Moment(DateTimeOffset Nominal, DateTimeOffset Actual);

    public Moment? Next(DateTimeOffset after, string seed)
    {
        if (Spec.StartTime is { } start && after < start.ToDateTimeOffset().AddSeconds(-1))
        {
            after = start.ToDateTimeOffset().AddSeconds(-1);
        }

        for (var i = 0; i < MostExcluded; i++)
        {
            if (Raw(after) is not { } nominal || nominal > End || (Spec.EndTime is { } end && nominal > end.ToDateTimeOffset()))
            {
                return null;
            }

            if (!_excluded.Any(e => e.Matches(nominal)))
            {
                return new Moment(nominal, nominal + Jitter(nominal, seed));
            }

            after = nominal;
        }

        return null;
    }

    private DateTimeOffset? Raw(DateTimeOffset after)
    {
        DateTimeOffset? next = null;
        foreach (var calendar in _calendars)
        {
            next = ProtoTime.Earliest(next, calendar.Next(after));
        }

        foreach (var interval in Spec.Interval)
        {
            var every = Math.Max(1, (long)interval.Interval.ToSpan().TotalSeconds);
            var phase = (long)interval.Phase.ToSpan().TotalSeconds;
            var second = (((after.ToUnixTimeSeconds() - phase) / every) + 1) * every + phase;
            next = ProtoTime.Earliest(next, DateTimeOffset.FromUnixTimeSeconds(second));
        }

        return next;
    }

    /// <summary>Always the same for one time of one schedule, and never past the following time.</summary>
    private TimeSpan Jitter(DateTimeOffset nominal, string seed)
    {
        var most = Spec.Jitter.ToSpan();
        if (most == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        if (Raw(nominal) is { } following && following - nominal < most)
        {
            most = following - nominal;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{nominal.UtcTicks}"), hash);
        var share = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        return TimeSpan.FromMilliseconds(Math.Floor(most.TotalMilliseconds * share));
    }

    private static TimeZoneInfo Zone(string name)
    {
        try
        {
            return name.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FormatException($"unknown time zone {name}", e);
        }
    }
}

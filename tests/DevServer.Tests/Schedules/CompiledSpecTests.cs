using BackgroundAgent.DevServer.Schedules;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Tests.Schedules;

public sealed class CompiledSpecTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 34, 56, TimeSpan.Zero);

    [Theory]
    [InlineData("0 3 * * *", "2026-03-02T03:00:00Z", "2026-03-03T03:00:00Z")]
    [InlineData("*/15 * * * *", "2026-03-01T12:45:00Z", "2026-03-01T13:00:00Z")]
    [InlineData("@hourly", "2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z")]
    [InlineData("0 9 * * mon-fri", "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z")]
    [InlineData("0 9 * * 7", "2026-03-08T09:00:00Z", "2026-03-15T09:00:00Z")]
    [InlineData("@every 1h/10m", "2026-03-01T13:10:00Z", "2026-03-01T14:10:00Z")]
    [InlineData("TZ=Europe/Berlin 30 2 * * *", "2026-03-02T01:30:00Z", "2026-03-03T01:30:00Z")]
    public void Next_CronString_GivesTheFollowingTimes(string cron, string first, string second)
    {
        var spec = new CompiledSpec(new ScheduleSpec { CronString = { cron } });
        var one = spec.Next(Start, "s")!.Value.Nominal;
        Assert.Equal(DateTimeOffset.Parse(first, null), one);
        Assert.Equal(DateTimeOffset.Parse(second, null), spec.Next(one, "s")!.Value.Nominal);
    }

    [Fact]
    public void Next_HourSkippedByDaylightSaving_HasNoTimeThatDay()
    {
        var spec = new CompiledSpec(new ScheduleSpec { CronString = { "TZ=Europe/Berlin 30 2 * * *" } });
        var before = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(2026, 3, 30, 0, 30, 0, TimeSpan.Zero), spec.Next(before, "s")!.Value.Nominal);
    }

    [Fact]
    public void Next_HourRepeatedByDaylightSaving_HappensTwice()
    {
        var spec = new CompiledSpec(new ScheduleSpec { CronString = { "TZ=Europe/Berlin 30 2 * * *" } });
        var first = spec.Next(new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.Zero), "s")!.Value.Nominal;
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), first);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero), spec.Next(first, "s")!.Value.Nominal);
    }

    [Fact]
    public void Next_ExcludedAndBounded_LeavesThemOut()
    {
        var spec = new CompiledSpec(new ScheduleSpec
        {
            Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(6)) } },
            ExcludeStructuredCalendar =
            {
                new StructuredCalendarSpec
                {
                    Second = { new Temporalio.Api.Schedule.V1.Range { End = 59 } },
                    Minute = { new Temporalio.Api.Schedule.V1.Range { End = 59 } },
                    Hour = { new Temporalio.Api.Schedule.V1.Range { Start = 18 } },
                    DayOfMonth = { new Temporalio.Api.Schedule.V1.Range { Start = 1, End = 31 } },
                    Month = { new Temporalio.Api.Schedule.V1.Range { Start = 1, End = 12 } },
                    DayOfWeek = { new Temporalio.Api.Schedule.V1.Range { End = 6 } },
                },
            },
            EndTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)),
        });
        var first = spec.Next(Start, "s")!.Value.Nominal;
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), first);
        Assert.Null(spec.Next(first, "s"));
    }

    [Fact]
    public void Next_Jitter_IsStableAndBounded()
    {
        var spec = new CompiledSpec(new ScheduleSpec { CronString = { "@hourly" }, Jitter = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)) });
        var moment = spec.Next(Start, "seed")!.Value;
        Assert.Equal(moment, spec.Next(Start, "seed")!.Value);
        Assert.InRange(moment.Actual - moment.Nominal, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("61 * * * *")]
    [InlineData("* * *")]
    [InlineData("TZ=Nowhere/Land 0 0 * * *")]
    [InlineData("@every 1ms")]
    public void Constructor_BadCron_IsRefused(string cron) =>
        Assert.Throws<FormatException>(() => new CompiledSpec(new ScheduleSpec { CronString = { cron } }));
}

#pragma warning disable CS0612 // the old form of exclusions is still served

using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace BackgroundAgent.DevServer.Tests.Conformance.Schedules;

/// <summary>A spec and the times it means, asked of the server for a window of time.</summary>
public sealed class MatchingTimesTests(ConformanceServer server) : ScheduleTest(server)
{
    private static readonly Dictionary<string, (Action<ScheduleSpec> Spec, string From, string To, string[] Times)> Specs = new()
    {
        ["every hour"] = (s => Every(s, 3600), "2024-01-01 00:00:00", "2024-01-01 03:00:00", ["01-01 01:00:00", "01-01 02:00:00", "01-01 03:00:00"]),
        ["every hour with phase"] = (s => Every(s, 3600, 600), "2024-01-01 00:00:00", "2024-01-01 02:00:00", ["01-01 00:10:00", "01-01 01:10:00"]),
        ["two intervals"] = (s => { Every(s, 3600); Every(s, 5400); }, "2024-01-01 00:00:00", "2024-01-01 03:00:00", ["01-01 01:00:00", "01-01 01:30:00", "01-01 02:00:00", "01-01 03:00:00"]),
        ["cron each day"] = (s => s.CronString.Add("30 4 * * *"), "2024-01-01 00:00:00", "2024-01-03 00:00:00", ["01-01 04:30:00", "01-02 04:30:00"]),
        ["cron with weekday"] = (s => s.CronString.Add("0 12 * * MON-WED"), "2024-01-01 00:00:00", "2024-01-09 00:00:00", ["01-01 12:00:00", "01-02 12:00:00", "01-03 12:00:00", "01-08 12:00:00"]),
        ["cron with step"] = (s => s.CronString.Add("*/20 1 * * *"), "2024-01-01 00:00:00", "2024-01-01 05:00:00", ["01-01 01:00:00", "01-01 01:20:00", "01-01 01:40:00"]),
        ["cron with list"] = (s => s.CronString.Add("0 1,5 * * *"), "2024-01-01 00:00:00", "2024-01-01 23:00:00", ["01-01 01:00:00", "01-01 05:00:00"]),
        ["cron with year"] = (s => s.CronString.Add("0 0 1 1 * 2025"), "2024-06-01 00:00:00", "2026-06-01 00:00:00", ["2025-01-01 00:00:00"]),
        ["cron with seconds"] = (s => s.CronString.Add("15 0 0 1 1 * 2025"), "2024-06-01 00:00:00", "2026-06-01 00:00:00", ["2025-01-01 00:00:15"]),
        ["cron @daily"] = (s => s.CronString.Add("@daily"), "2024-01-01 01:00:00", "2024-01-03 01:00:00", ["01-02 00:00:00", "01-03 00:00:00"]),
        ["cron @weekly"] = (s => s.CronString.Add("@weekly"), "2024-01-01 00:00:00", "2024-01-15 00:00:00", ["01-07 00:00:00", "01-14 00:00:00"]),
        ["cron @monthly"] = (s => s.CronString.Add("@monthly"), "2024-01-02 00:00:00", "2024-03-02 00:00:00", ["02-01 00:00:00", "03-01 00:00:00"]),
        ["cron @yearly"] = (s => s.CronString.Add("@yearly"), "2024-01-02 00:00:00", "2025-03-02 00:00:00", ["2025-01-01 00:00:00"]),
        ["cron @hourly"] = (s => s.CronString.Add("@hourly"), "2024-01-01 00:30:00", "2024-01-01 02:30:00", ["01-01 01:00:00", "01-01 02:00:00"]),
        ["cron @every"] = (s => s.CronString.Add("@every 6h"), "2024-01-01 00:00:00", "2024-01-01 12:00:00", ["01-01 06:00:00", "01-01 12:00:00"]),
        ["cron @every with phase"] = (s => s.CronString.Add("@every 6h/1h"), "2024-01-01 00:00:00", "2024-01-01 12:00:00", ["01-01 01:00:00", "01-01 07:00:00"]),
        ["cron with time zone"] = (s => s.CronString.Add("CRON_TZ=America/New_York 0 12 * * *"), "2024-01-01 00:00:00", "2024-01-02 00:00:00", ["01-01 17:00:00"]),
        ["cron with comment"] = (s => s.CronString.Add("0 12 * * * # noon"), "2024-01-01 00:00:00", "2024-01-02 00:00:00", ["01-01 12:00:00"]),
        ["time zone of the spec"] = (s => { s.CronString.Add("0 12 * * *"); s.TimezoneName = "Europe/Berlin"; }, "2024-07-01 00:00:00", "2024-07-02 00:00:00", ["07-01 10:00:00"]),
        ["daylight saving gap"] = (s => { s.CronString.Add("30 2 * * *"); s.TimezoneName = "America/New_York"; }, "2024-03-09 00:00:00", "2024-03-12 00:00:00", ["03-09 07:30:00", "03-11 06:30:00"]),
        ["daylight saving twice"] = (s => { s.CronString.Add("30 1 * * *"); s.TimezoneName = "America/New_York"; }, "2024-11-02 12:00:00", "2024-11-04 00:00:00", ["11-03 05:30:00", "11-03 06:30:00"]),
        ["calendar"] = (s => s.Calendar.Add(new CalendarSpec { Hour = "3,4", Minute = "15" }), "2024-01-01 00:00:00", "2024-01-02 00:00:00", ["01-01 03:15:00", "01-01 04:15:00"]),
        ["calendar by name"] = (s => s.Calendar.Add(new CalendarSpec { Month = "feb", DayOfMonth = "29", Hour = "1" }), "2023-01-01 00:00:00", "2025-01-01 00:00:00", ["2024-02-29 01:00:00"]),
        ["calendar with steps"] = (s => s.Calendar.Add(new CalendarSpec { Hour = "0-12/6", Minute = "0" }), "2024-01-01 00:00:00", "2024-01-02 00:00:00", ["01-01 06:00:00", "01-01 12:00:00", "01-02 00:00:00"]),
        ["structured calendar"] = (
            s => s.StructuredCalendar.Add(new StructuredCalendarSpec
            {
                Second = { At(0) },
                Minute = { At(30) },
                Hour = { new Range { Start = 1, End = 3, Step = 2 } },
                DayOfMonth = { new Range { Start = 1, End = 31 } },
                Month = { new Range { Start = 1, End = 12 } },
                DayOfWeek = { new Range { Start = 0, End = 6 } },
            }),
            "2024-01-01 00:00:00", "2024-01-02 00:00:00", ["01-01 01:30:00", "01-01 03:30:00"]),
        ["exclusion"] = (
            s =>
            {
                Every(s, 3600 * 6);
                s.ExcludeCalendar.Add(new CalendarSpec { Hour = "12", Minute = "*", Second = "*" });
            },
            "2024-01-01 00:00:00", "2024-01-02 00:00:00", ["01-01 06:00:00", "01-01 18:00:00", "01-02 00:00:00"]),
        ["start time"] = (s => { Every(s, 3600); s.StartTime = Time("2024-01-01 02:00:00"); }, "2024-01-01 00:00:00", "2024-01-01 04:00:00", ["01-01 02:00:00", "01-01 03:00:00", "01-01 04:00:00"]),
        ["end time"] = (s => { Every(s, 3600); s.EndTime = Time("2024-01-01 02:00:00"); }, "2024-01-01 00:00:00", "2024-01-01 04:00:00", ["01-01 01:00:00", "01-01 02:00:00"]),
        ["nothing left"] = (s => { Every(s, 3600); s.EndTime = Time("2023-01-01 02:00:00"); }, "2024-01-01 00:00:00", "2024-01-01 04:00:00", []),
        ["empty spec"] = (_ => { }, "2024-01-01 00:00:00", "2024-01-01 04:00:00", []),
    };

    public static TheoryData<string> Names => [.. Specs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task MatchingTimes_OfSpec_AreThese(string name)
    {
        var (spec, from, to, times) = Specs[name];
        await CreateAsync(Schedule(spec, s => s.State.Paused = true));
        var answer = await Service.ListScheduleMatchingTimesAsync(
            new() { Namespace = Namespace, ScheduleId = ScheduleId, StartTime = Time(from), EndTime = Time(to) }, Rpc());
        Assert.Equal(
            times.Select(t => t.Length > 14 ? t : "2024-" + t),
            answer.StartTime.Select(t => t.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
        await DeleteScheduleAsync();
    }

    [Fact]
    public async Task MatchingTimes_Jitter_StaysInTheWindow()
    {
        await CreateAsync(Schedule(s => { Every(s, 3600); s.Jitter = Data.Seconds(60); }, s => s.State.Paused = true));
        var answer = await Service.ListScheduleMatchingTimesAsync(
            new() { Namespace = Namespace, ScheduleId = ScheduleId, StartTime = Time("2024-01-01 00:30:00"), EndTime = Time("2024-01-01 05:30:00") }, Rpc());
        Assert.Equal(5, answer.StartTime.Count);
        Assert.All(answer.StartTime, t => Assert.InRange(t.Seconds % 3600, 0, 60));
    }

    private static void Every(ScheduleSpec spec, double seconds, double phase = 0) =>
        spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(seconds), Phase = Data.Seconds(phase) });

    private static Range At(int value) => new() { Start = value };

    private static Timestamp Time(string text) =>
        Timestamp.FromDateTime(DateTime.SpecifyKind(DateTime.Parse(text, CultureInfo.InvariantCulture), DateTimeKind.Utc));
}

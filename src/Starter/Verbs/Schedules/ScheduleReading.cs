using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using Temporalio.Client.Schedules;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary>Reads schedules out of Temporal.</summary>
internal static class ScheduleReading
{
    public static async Task<ScheduleDocument> OfAsync(ScheduleDescription description)
    {
        var schedule = description.Schedule;
        var info = description.Info;
        return new ScheduleDocument
        {
            Name = ScheduleName.Of(description.Id),
            Paused = schedule.State.Paused,
            Note = schedule.State.Note,
            Cron = Crons(schedule.Spec),
            TimeZone = schedule.Spec.TimeZoneName,
            Repositories = await RepositoriesAsync(description.Memo),
            Next = [.. info.NextActionTimes.Select(Utc)],
            Recent = [.. info.RecentActions.Select(Run)],
            Runs = info.NumActions,
            SkippedOverlap = info.NumActionsSkippedOverlap,
            Missed = info.NumActionsMissedCatchupWindow,
        };
    }

    public static async Task<ScheduleDocument> OfAsync(ScheduleListDescription entry) => new()
    {
        Name = ScheduleName.Of(entry.Id),
        Paused = entry.Schedule?.State.Paused ?? false,
        Note = entry.Schedule?.State.Note,
        Cron = entry.Schedule is { } schedule ? Crons(schedule.Spec) : [],
        TimeZone = entry.Schedule?.Spec.TimeZoneName,
        Repositories = await RepositoriesAsync(entry.Memo),
        Next = [.. entry.Info?.NextActionTimes.Select(Utc) ?? []],
        Recent = [.. entry.Info?.RecentActions.Select(Run) ?? []],
    };

    /// <summary>Runs a call about a schedule and says so when there is none of that name.</summary>
    public static async Task<T> NamedAsync<T>(string name, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException exception) when (exception.Code == RpcException.StatusCode.NotFound)
        {
            throw CliException.Other($"there is no schedule {name}", "See 'bgagent schedule list'.", exception);
        }
    }

    // A server answers with the calendar it made of a cron text; the text itself comes back as the calendar's comment.
    private static IReadOnlyList<string> Crons(ScheduleSpec spec)
        => spec.CronExpressions.Count > 0 ? [.. spec.CronExpressions]
            : [.. spec.Calendars.Select(Calendar), .. spec.Intervals.Select(interval => $"@every {Elapsed.Show(interval.Every)}")];

    private static string Calendar(ScheduleCalendarSpec calendar)
        => calendar.Comment is { Length: > 0 } comment
            ? comment
            : string.Join(' ', Field(calendar.Minute, 0, 59), Field(calendar.Hour, 0, 23), Field(calendar.DayOfMonth, 1, 31), Field(calendar.Month, 1, 12), Field(calendar.DayOfWeek, 0, 6));

    private static string Field(IReadOnlyCollection<ScheduleRange> ranges, int least, int most) => string.Join(',', ranges.Select(range =>
        (range.Start == least && range.End >= most ? "*" : range.End > range.Start ? $"{range.Start}-{range.End}" : $"{range.Start}")
        + (range.Step > 1 ? $"/{range.Step}" : "")));

    private static ScheduleRunDocument Run(ScheduleActionResult result)
        => new(Utc(result.ScheduledAt), Utc(result.StartedAt), (result.Action as ScheduleActionExecutionStartWorkflow)?.WorkflowId);

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static async Task<IReadOnlyList<string>> RepositoriesAsync(IReadOnlyDictionary<string, IEncodedRawValue> memo)
        => memo.TryGetValue("repositories", out var value) ? await value.ToValueAsync<List<string>>() : [];
}

using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary><c>schedule show</c>.</summary>
internal static class ScheduleShowVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of("show", "Show a schedule: what, when, and how the last nights went.", new Example("bgagent schedule show nightly", "One schedule"));
        var name = ScheduleName.CreateArgument();
        var connection = new ConnectionOptions();
        verb.Add(name);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, _) =>
        {
            var label = context.Parsed.GetRequiredValue(name);
            var client = await TaskClients.ConnectAsync(context, connection);
            var handle = client.Temporal.GetScheduleHandle(ScheduleName.Id(label));
            var schedule = await ScheduleReading.OfAsync(await ScheduleReading.NamedAsync(label, () => handle.DescribeAsync()));
            if (context.Mode == OutputMode.Json)
            {
                JsonOutput.Write(context.Host, schedule, JsonShapes.Readable.ScheduleDocument);
            }
            else
            {
                foreach (var line in Lines(schedule))
                {
                    context.Host.Out.WriteLine(SafeText.Line(line));
                }
            }

            return ExitCodes.Green;
        });
        return verb;
    }

    private static IEnumerable<string> Lines(ScheduleDocument schedule)
    {
        yield return $"schedule: {schedule.Name}{(schedule.Paused ? " (paused)" : "")}";
        if (schedule.Note is { Length: > 0 } note)
        {
            yield return $"note: {note}";
        }

        yield return $"cron: {string.Join("; ", schedule.Cron)} {schedule.TimeZone ?? "UTC"}";
        foreach (var repository in schedule.Repositories)
        {
            yield return $"repository: {repository}";
        }

        foreach (var next in schedule.Next.Take(3))
        {
            yield return $"next: {next:yyyy-MM-ddTHH:mm:ssZ}";
        }

        foreach (var run in schedule.Recent)
        {
            yield return $"ran: {run.StartedAt:yyyy-MM-ddTHH:mm:ssZ} {run.WorkflowId}";
        }

        yield return $"{(schedule.Repositories.Count > 0 ? "nights" : "runs")}: {schedule.Runs} started, {schedule.SkippedOverlap} skipped because one was running, {schedule.Missed} missed";
    }
}

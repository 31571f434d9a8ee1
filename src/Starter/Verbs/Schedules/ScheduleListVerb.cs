using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary><c>schedule list</c>.</summary>
internal static class ScheduleListVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of("list", "List the schedules.", new Example("bgagent schedule list", "Names, times, next start"));
        var connection = new ConnectionOptions();
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, connection);
            var found = new List<ScheduleDocument>();
            await foreach (var entry in client.Temporal.ListSchedulesAsync().WithCancellation(cancellationToken))
            {
                // Others keep schedules on a shared cluster too.
                if (entry.Id.StartsWith(ScheduleName.Prefix, StringComparison.Ordinal))
                {
                    found.Add(await ScheduleReading.OfAsync(entry));
                }
            }

            found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            if (context.Mode == OutputMode.Json)
            {
                JsonOutput.Write(context.Host, new ScheduleListDocument(found), JsonShapes.Readable.ScheduleListDocument);
                return ExitCodes.Green;
            }

            foreach (var schedule in found)
            {
                var next = schedule.Paused ? "paused" : schedule.Next.Count > 0 ? $"{schedule.Next[0]:yyyy-MM-ddTHH:mm:ssZ}" : "-";
                string[] cells = [schedule.Name, next, string.Join("; ", schedule.Cron), string.Join(", ", schedule.Repositories)];
                context.Host.Out.WriteLine(string.Join('\t', cells.Select(SafeText.Line)));
            }

            return ExitCodes.Green;
        });
        return verb;
    }
}

using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using Temporalio.Client.Schedules;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary><c>schedule trigger</c>, <c>pause</c>, <c>resume</c> and <c>delete</c>.</summary>
internal static class ScheduleChangeVerbs
{
    public static IEnumerable<Verb> Create(VerbFactory verbs) =>
    [
        One(verbs, "trigger", "Start a night now; skipped when one is running.", "triggered", handle => handle.TriggerAsync()),
        One(verbs, "pause", "Start no more nights until it is resumed.", "paused", handle => handle.PauseAsync("paused with bgagent")),
        One(verbs, "resume", "Start nights again.", "resumed", handle => handle.UnpauseAsync("resumed with bgagent")),
        One(verbs, "delete", "Delete a schedule; a night that is running goes on.", "deleted", handle => handle.DeleteAsync()),
    ];

    private static Verb One(VerbFactory verbs, string name, string description, string done, Func<ScheduleHandle, Task> change)
    {
        var verb = Verb.Of(name, description, new Example($"bgagent schedule {name} nightly", "One schedule"));
        var schedule = ScheduleName.CreateArgument();
        var connection = new ConnectionOptions();
        verb.Add(schedule);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, _) =>
        {
            var label = context.Parsed.GetRequiredValue(schedule);
            var client = await TaskClients.ConnectAsync(context, connection);
            await ScheduleReading.NamedAsync(label, async () =>
            {
                await change(client.Temporal.GetScheduleHandle(ScheduleName.Id(label)));
                return true;
            });
            ScheduleCreateVerb.Done(context, label, done);
            return ExitCodes.Green;
        });
        return verb;
    }
}

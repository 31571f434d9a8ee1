using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Contracts;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Worker.Maintenance;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary><c>schedule ensure</c>: the system schedules as the settings want them.</summary>
internal static class ScheduleEnsureVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "ensure",
            "Make or change the schedules of redelivery and janitor as the settings want them. A worker does so when it starts.",
            new Example("bgagent schedule ensure --address temporal.example.org:7233", "Where workers may not make schedules"));
        var connection = new ConnectionOptions();
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, connection);
            IReadOnlyList<SystemSchedule> schedules;
            try
            {
                schedules = await SystemSchedules.EnsureAsync(client.Temporal, context.DataDirectory, cancellationToken);
            }
            catch (ValidationException fault)
            {
                throw CliException.Other(fault.Message, "Change the settings; docs/operations.md lists them.", fault);
            }

            if (schedules.Count == 0)
            {
                throw CliException.Other("GitHub is not set up, so there is nothing to schedule", "Run 'bgagent github setup', or set GitHub:Token.");
            }

            if (context.Mode == OutputMode.Json)
            {
                var documents = schedules.Select(one => new DoneDocument(ScheduleName.Of(one.Id), one.Outcome.ToKebabCase())).ToList();
                JsonOutput.Write(context.Host, new SystemScheduleListDocument(documents), JsonShapes.Readable.SystemScheduleListDocument);
                return ExitCodes.Green;
            }

            foreach (var schedule in schedules)
            {
                context.Host.Out.WriteLine($"schedule {ScheduleName.Of(schedule.Id)}: {schedule.Outcome.ToKebabCase()}");
            }

            return ExitCodes.Green;
        });
        return verb;
    }
}

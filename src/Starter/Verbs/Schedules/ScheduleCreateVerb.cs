using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary><c>schedule create</c>.</summary>
internal static class ScheduleCreateVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "create",
            "Create a schedule. A night that is still running makes the next one wait its turn (overlap Skip).",
            new("bgagent schedule create nightly --cron '0 2 * * *' --repo ~/src/app --repo ~/src/lib --ci 'npm test'", "Two repositories, every night at two"),
            new("bgagent schedule create weekly --cron '0 6 * * 1' --time-zone Europe/Berlin --repo ~/src/app --group types=npm:@types/* --ignore npm:left-pad", "Groups of your own"));
        var name = ScheduleName.CreateArgument(ofPerson: true);
        var options = new NightlyOptions();
        var connection = new ConnectionOptions();
        verb.Add(name);
        options.AddTo(verb);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var label = context.Parsed.GetRequiredValue(name);
            var input = await options.ReadAsync(context, label, cancellationToken);
            var client = await TaskClients.ConnectAsync(context, connection);
            try
            {
                await client.Temporal.CreateScheduleAsync(ScheduleName.Id(label), Make(context, options, label, input), new ScheduleOptions
                {
                    Memo = new Dictionary<string, object> { ["repositories"] = input.Repositories.Select(one => one.Repository.Url).ToList() },
                    Rpc = new RpcOptions { CancellationToken = cancellationToken },
                });
            }
            catch (ScheduleAlreadyRunningException exception)
            {
                throw CliException.Other($"there is a schedule {label} already", $"See 'bgagent schedule show {label}', or delete it first.", exception);
            }
            catch (RpcException exception) when (exception.Code == RpcException.StatusCode.InvalidArgument)
            {
                throw CliException.Usage($"the schedule was refused: {exception.Message}", "Check --cron (five fields: minute hour day month weekday) and --time-zone.");
            }

            Done(context, label, "created");
            return ExitCodes.Green;
        });
        return verb;
    }

    public static void Done(VerbContext context, string name, string done)
    {
        if (context.Mode == OutputMode.Json)
        {
            JsonOutput.Write(context.Host, new DoneDocument(name, done), JsonShapes.Readable.DoneDocument);
        }
        else
        {
            context.Host.Out.WriteLine($"schedule {name} {done}");
        }
    }

    private static Schedule Make(VerbContext context, NightlyOptions options, string name, NightlyInput input) => new(
        ScheduleActionStartWorkflow.Create(
            (INightlyUpgrades night) => night.RunAsync(input),
            new WorkflowOptions("nightly-" + name, Naming.SharedTaskQueue)
            {
                StaticSummary = $"nightly upgrades: {name}",
            }),
        new ScheduleSpec
        {
            CronExpressions = [context.Parsed.GetRequiredValue(options.Cron)],
            TimeZoneName = context.Parsed.GetValue(options.TimeZone),
            Jitter = context.Parsed.GetValue(options.Jitter),
        })
    {
        Policy = new SchedulePolicy
        {
            Overlap = ScheduleOverlapPolicy.Skip,
            CatchupWindow = context.Parsed.GetValue(options.CatchUp),
        },
    };
}

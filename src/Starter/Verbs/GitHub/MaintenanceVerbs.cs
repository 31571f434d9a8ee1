using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Worker.Maintenance;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Starter.Verbs.GitHub;

/// <summary><c>github janitor</c> and <c>github redeliver</c>: what the system schedules do, now and once.</summary>
internal static class MaintenanceVerbs
{
    public static Verb Janitor(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "janitor",
            "Remove branches and draft pull requests of ours without a task, as the schedule does, and say what stays and why.",
            new("bgagent github janitor --dry-run", "Only see what would be removed"),
            new("bgagent github janitor --repo https://github.com/org/app.git", "One repository"));
        var dryRun = new Option<bool>("--dry-run") { Description = "Remove nothing" };
        var repositories = new Option<string[]>("--repo", "-r") { Description = "Only this repository; may be repeated [default: those of the settings and of the App]", HelpName = "URL" };
        verb.Add(dryRun);
        verb.Add(repositories);
        return Finish<IJanitor, JanitorResult>(verbs, verb, context =>
        {
            var settings = SystemSchedules.JanitorInput(MaintenanceSettings.Of(context.DataDirectory));
            var only = context.Parsed.GetValue(repositories) ?? [];
            var input = settings with
            {
                DryRun = settings.DryRun || context.Parsed.GetValue(dryRun),
                Repositories = only.Length > 0 ? only : settings.Repositories,
                Installed = only.Length == 0 && settings.Installed,
            };
            return (client, options) => client.StartWorkflowAsync((IJanitor janitor) => janitor.RunAsync(input), options("janitor"));
        }, JsonShapes.Readable.JanitorResult, Lines);
    }

    public static Verb Redeliver(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "redeliver",
            "Ask GitHub to send webhooks again that nobody took in the last three days, as the schedule does.",
            new Example("bgagent github redeliver", "After the gateway was away"));
        return Finish<IRedeliverySweep, SweepResult>(verbs, verb, context =>
        {
            var input = SystemSchedules.SweepInput(MaintenanceSettings.Of(context.DataDirectory));
            return (client, options) => client.StartWorkflowAsync((IRedeliverySweep sweep) => sweep.RunAsync(input), options("redelivery"));
        }, JsonShapes.Readable.SweepResult, Lines);
    }

    /// <summary>Starts it beside the schedule's own runs, waits, and shows the result.</summary>
    private static Verb Finish<TWorkflow, TResult>(
        VerbFactory verbs, Verb verb, Func<VerbContext, Func<ITemporalClient, Func<string, WorkflowOptions>, Task<WorkflowHandle<TWorkflow, TResult>>>> read,
        JsonTypeInfo<TResult> shape, Func<TResult, IEnumerable<string>> lines)
    {
        var connection = new ConnectionOptions();
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var start = read(context);
            var client = await TaskClients.ConnectAsync(context, connection);
            TResult result;
            try
            {
                var handle = await start(client.Temporal, name => new WorkflowOptions($"{name}-{Guid.NewGuid():N}", Naming.SharedTaskQueue));
                result = await handle.GetResultAsync(rpcOptions: new RpcOptions { CancellationToken = cancellationToken });
            }
            catch (WorkflowFailedException fault)
            {
                var why = (fault.InnerException?.InnerException ?? fault.InnerException)?.Message ?? fault.Message;
                throw CliException.Other($"it failed: {why}", "Look the set-up over with 'bgagent doctor'.", fault);
            }

            if (context.Mode == OutputMode.Json)
            {
                JsonOutput.Write(context.Host, result, shape);
                return ExitCodes.Green;
            }

            foreach (var line in lines(result))
            {
                context.Host.Out.WriteLine(SafeText.Line(line));
            }

            return ExitCodes.Green;
        });
        return verb;
    }

    private static IEnumerable<string> Lines(JanitorResult result)
    {
        foreach (var (repository, leftover) in result.Orphans)
        {
            var pull = leftover.PullRequest is { } number ? $" (pull request {number})" : "";
            var done = leftover.Removed ? "removed" : result.DryRun ? "would be removed" : $"stays: {leftover.Finding.ToKebabCase()}";
            yield return $"{repository}\t{leftover.Branch}{pull}\t{done}";
        }

        foreach (var fault in result.Faults)
        {
            yield return $"{fault.Repository}\tnot looked at\t{fault.Message}";
        }

        foreach (var (finding, count) in result.Branches)
        {
            yield return $"{finding}: {count}";
        }

        yield return $"repositories: {result.Repositories}, removed: {result.Removed}{(result.DryRun ? " (dry run)" : "")}";
        if (result.Note is { } note)
        {
            yield return note;
        }
    }

    private static IEnumerable<string> Lines(SweepResult result)
    {
        foreach (var redelivery in result.Redeliveries)
        {
            yield return $"{redelivery.EventId}\t{redelivery.Event}\t{redelivery.Outcome.ToKebabCase()}";
        }

        yield return $"failed: {result.Failed}, arrived since: {result.Recovered}, given up: {result.GivenUp}, next time: {result.Postponed}";
        if (result.Note is { } note)
        {
            yield return note;
        }
    }
}

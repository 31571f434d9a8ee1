using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>logs</c>: CI's log of an attempt.</summary>
internal static class LogsVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "logs",
            "Print CI's log of a task's last attempt, or say where it is.",
            new("bgagent logs upgrade-lodash-x7k2p | less", "The last attempt"),
            new("bgagent logs upgrade-lodash-x7k2p --attempt 1 --tail 50", "The end of the first one"));
        var task = TaskArgument.Create();
        var attempt = new Option<int?>("--attempt") { Description = "Which attempt, from 1 [default: the last with a log]", HelpName = "N" };
        var tail = new Option<int?>("--tail", "-n") { Description = "Only the last N lines", HelpName = "N" };
        foreach (var option in new[] { attempt, tail })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1))
                {
                    result.AddError($"{option.Name}: '{result.Tokens[0].Value}' is not a number from 1");
                }
            });
        }

        var connection = new ConnectionOptions();
        verb.Add(task);
        verb.Add(attempt);
        verb.Add(tail);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, connection);
            var snapshot = await client.SnapshotAsync(context.Parsed.GetRequiredValue(task), cancellationToken);
            var link = Find(snapshot, context.Parsed.GetValue(attempt));
            await LogText.WriteAsync(context, link, context.Parsed.GetValue(tail), cancellationToken);
            return ExitCodes.Green;
        });
        return verb;
    }

    private static string Find(TaskResult task, int? number)
    {
        var id = task.Status.TaskId;
        if (number is { } wanted)
        {
            var attempt = task.Attempts.FirstOrDefault(candidate => candidate.Number == wanted)
                ?? throw CliException.Other($"task {id} has no attempt {wanted}", $"It made {Sentences.Count(task.Attempts.Count, "attempt")}.");
            return attempt.CiLog ?? throw CliException.Other($"attempt {wanted} of task {id} has no CI log yet", $"Follow it with 'bgagent watch {id}'.");
        }

        return task.Attempts.LastOrDefault(attempt => attempt.CiLog is not null)?.CiLog ?? task.Status.Links.CiLog
            ?? throw CliException.Other($"task {id} has no CI log yet", $"Follow it with 'bgagent watch {id}'.");
    }
}

using System.CommandLine;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>list</c>: tasks as visibility knows them.</summary>
internal static class ListVerb
{
    private const int MostRows = 10_000;

    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "list",
            "List tasks, newest first.",
            new("bgagent list", "The last 50 tasks"),
            new("bgagent list --state awaiting-approval --state takeover", "What waits for people"),
            new("bgagent list --open --json | jq -r '.tasks[].taskId'", "Ids for a script"));
        var states = new Option<string[]>("--state") { Description = "Only tasks in this state; may be repeated", HelpName = "STATE" };
        states.AcceptOnlyFromAmong([.. Enum.GetValues<TaskState>().Select(state => state.ToKebabCase())]);
        var open = new Option<bool>("--open") { Description = "Only tasks that have not ended" };
        var repository = new Option<string?>("--repo", "-r") { Description = "Only tasks of this repository", HelpName = "PATH|URL" };
        var limit = new Option<int>("--limit", "-n") { Description = "Most rows", HelpName = "N", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 1 or > MostRows))
            {
                result.AddError($"--limit: '{result.Tokens[0].Value}' is not a number from 1 to {MostRows}");
            }
        });
        var connection = new ConnectionOptions();
        foreach (var option in new Option[] { states, open, repository, limit })
        {
            verb.Add(option);
        }

        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var filter = new TaskFilter
            {
                States = [.. (context.Parsed.GetValue(states) ?? []).Select(StateNamed)],
                Open = context.Parsed.GetValue(open),
                Repository = context.Parsed.GetValue(repository) is { } text ? RepositoryText.Parse(text, context.Host.WorkingDirectory).Url : null,
                Limit = context.Parsed.GetValue(limit),
            };
            var client = await TaskClients.ConnectAsync(context, connection);
            var rows = await client.ListAsync(filter, cancellationToken);
            TaskTable.Write(context, rows);
            return ExitCodes.Green;
        });
        return verb;
    }

    private static TaskState StateNamed(string name) => Enum.GetValues<TaskState>().First(state => state.ToKebabCase() == name);
}

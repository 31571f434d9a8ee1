using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>show</c>: one task in full.</summary>
internal static class ShowVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "show",
            "Show a task: state, reason, attempts, budgets, links.",
            new("bgagent show upgrade-lodash-x7k2p", "For people"),
            new("bgagent show upgrade-lodash-x7k2p --json | jq -r .state", "For a script"));
        var task = TaskArgument.Create();
        var connection = new ConnectionOptions();
        verb.Add(task);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, connection);
            TaskDetails.Write(context, await client.SnapshotAsync(context.Parsed.GetRequiredValue(task), cancellationToken));
            return ExitCodes.Green;
        });
        return verb;
    }
}

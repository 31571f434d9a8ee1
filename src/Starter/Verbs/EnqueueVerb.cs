using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>enqueue</c>: hands a task to a running <c>up</c> or a cluster and returns at once.</summary>
internal static class EnqueueVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "enqueue",
            "Hand over a task and return at once; with --id, doing it twice starts one.",
            new("bgagent enqueue --repo ~/src/app --ci 'npm test' --upgrade npm:lodash@4.17.21", "Upgrade a dependency in the background"),
            new("bgagent enqueue --id nightly-fix --repo ~/src/app --ci 'make test' --agent ./fix.sh --prompt @task.md", "Idempotent, with an agent"),
            new("bgagent enqueue --address temporal.example.org:7233 --repo https://git.example.org/app.git --agent 'agent --yes'", "On a team's cluster"));
        var task = new TaskOptions();
        var connection = new ConnectionOptions();
        task.AddTo(verb);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var spec = await TaskSpecReader.ReadAsync(context, task, cancellationToken);
            var client = await TaskClients.ConnectAsync(context, connection);
            var created = await client.StartAsync(spec, context.Parsed.GetValue(task.Again), cancellationToken);
            Show(context, spec, created);
            return ExitCodes.Green;
        });
        return verb;
    }

    private static void Show(VerbContext context, TaskSpec spec, bool created)
    {
        var id = spec.TaskId;
        if (context.Mode == OutputMode.Json)
        {
            JsonOutput.Write(
                context.Host,
                new EnqueuedDocument(id, Naming.WorkflowId(id), Naming.Branch(id), created),
                JsonShapes.Readable.EnqueuedDocument);
            return;
        }

        context.Host.Out.WriteLine(created ? $"enqueued {id}: {SafeText.Line(spec.Title)}" : $"{id} was there already; nothing changed");
        if (context.Mode == OutputMode.Pretty)
        {
            context.Host.Out.WriteLine($"Follow it with: bgagent watch {id}");
        }
    }
}

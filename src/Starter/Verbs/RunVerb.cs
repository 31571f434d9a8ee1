using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Hosting;
using BackgroundAgent.Starter.Output.Progress;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>run</c>: one task with everything it needs in this process, followed to its end.</summary>
internal static class RunVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "run",
            "Run one task here and follow it to its end. Ctrl-C cancels the task and waits for its clean-up; a second Ctrl-C leaves at once, "
            + "and the task goes on with the next 'bgagent run' or 'bgagent up' on the same data directory.",
            new("bgagent run --ci 'npm ci && npm test' --upgrade npm:lodash@4.17.21", "Upgrade a dependency of the repository in this folder"),
            new("bgagent run --repo ~/src/app --ci 'dotnet test' --agent 'my-agent --yes' --prompt @task.md", "An agent, with CI as the judge"),
            new("bgagent run --repo ~/src/app --ci 'make check' --playbook fixes.yml --agent ./fix.sh --attempts 5 --json", "Known fixes first, events as JSON lines"));
        var task = new TaskOptions();
        task.AddTo(verb);
        var isolation = new IsolationOption();
        isolation.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var spec = await TaskSpecReader.ReadAsync(context, task, cancellationToken);
            var options = isolation.ApplyTo(new AllInOneOptions { DataDirectory = context.DataDirectory }, context.Parsed);
            using var interrupts = new Interrupts();
            await using var host = await EmbeddedHost.StartAsync(
                context, options, "Hand the task to it with 'bgagent enqueue', or choose another --data-dir.", interrupts.AtOnce);
            var view = ProgressViews.Create(context);
            view.Note($"data: {context.DataDirectory}");
            return await new EmbeddedTask(context, host, context.DataDirectory, interrupts, view).RunAsync(spec, context.Parsed.GetValue(task.Again));
        });
        return verb;
    }
}

using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output.Progress;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>watch</c>: follows a task to its end; leaving does not touch it.</summary>
internal static class WatchVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "watch",
            "Follow a task to its end; the exit code tells how it ended. Ctrl-C leaves, the task goes on.",
            new("bgagent watch upgrade-lodash-x7k2p", "Live on a terminal, plain lines in a pipe"),
            new("bgagent watch upgrade-lodash-x7k2p --json | jq -r 'select(.event==\"end\").task.links.pullRequest'", "The pull request, once it is there"));
        var task = TaskArgument.Create();
        var connection = new ConnectionOptions();
        verb.Add(task);
        connection.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, connection);
            return await ToEndAsync(context, client, context.Parsed.GetRequiredValue(task), ProgressViews.Create(context), cancellationToken);
        });
        return verb;
    }

    /// <returns>The exit code that fits the terminal state.</returns>
    public static async Task<int> ToEndAsync(
        VerbContext context, TaskClient client, string taskId, IProgressView view, CancellationToken cancellationToken)
    {
        var diff = new ProgressDiff(taskId, context.Host.Time);
        var exit = ExitCodes.Other;
        await view.RunAsync(async () =>
        {
            await foreach (var progress in new TaskFollower(client, context.Host.Time).FollowAsync(taskId, cancellationToken))
            {
                foreach (var news in diff.Next(progress))
                {
                    view.Show(news);
                    exit = news is TaskEnded end ? ExitCodes.Of(end.Task.Status.State) : exit;
                }
            }
        });
        return exit;
    }
}

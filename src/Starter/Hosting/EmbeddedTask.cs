using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output.Progress;
using BackgroundAgent.Starter.Tasks;
using BackgroundAgent.Starter.Verbs;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Hosting;

/// <summary>One task on the server of this process, from its start to its end or to an interruption.</summary>
internal sealed class EmbeddedTask(VerbContext context, AllInOne host, string dataDirectory, Interrupts interrupts, IProgressView view)
{
    private readonly TaskClient client = new(host.Client);

    /// <returns>The exit code that fits the terminal state; <see cref="ExitCodes.Other"/> when it was left before.</returns>
    public async Task<int> RunAsync(TaskSpec spec, bool again)
    {
        if (!await client.StartAsync(spec, again, interrupts.AtOnce))
        {
            view.Note($"{spec.TaskId} was there already: following it");
        }

        view.Note($"task: {spec.TaskId}: {spec.Title}");
        await using var careful = interrupts.Careful.Register(() => _ = CancelAsync(spec.TaskId));
        try
        {
            return await WatchVerb.ToEndAsync(context, client, spec.TaskId, view, interrupts.AtOnce);
        }
        catch (OperationCanceledException) when (interrupts.AtOnce.IsCancellationRequested)
        {
            context.Note($"Left. The task goes on with 'bgagent up' or 'bgagent run' on {dataDirectory}.");
            return ExitCodes.Other;
        }
    }

    private async Task CancelAsync(string taskId)
    {
        context.Note("Cancelling the task; Ctrl-C again leaves at once.");
        try
        {
            var request = new PersonRequest(context.Host.Person, "Ctrl-C");
            await client.SendAsync(taskId, TaskMessage.Plain("cancel", request), wait: false, interrupts.AtOnce);
        }
        catch (Exception exception) when (exception is CliException or OperationCanceledException or Temporalio.Exceptions.RpcException)
        {
            // It has ended in the meantime, or the server has; following it tells.
        }
    }
}

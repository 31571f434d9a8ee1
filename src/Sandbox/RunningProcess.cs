using System.Diagnostics;
using BackgroundAgent.Sandbox.Launching;
using BackgroundAgent.Sandbox.Output;

namespace BackgroundAgent.Sandbox;

/// <summary>One started program, followed to its end and tidied up after.</summary>
internal sealed class RunningProcess(Process process, bool isLeader, string runId, SandboxOptions options, TimeProvider time)
{
    public async Task<ProcessOutcome> FollowAsync(ProcessRequest request, CancellationToken cancellationToken)
    {
        await using var sink = new OutputSink(request);
        using var abandon = new CancellationTokenSource();
        var pumps = Task.WhenAll(
            sink.PumpOutputAsync(process.StandardOutput.BaseStream, abandon.Token),
            sink.PumpErrorAsync(process.StandardError.BaseStream, abandon.Token));
        await GiveInputAsync(request.StandardInput);

        using var limit = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var ending = ProcessEnding.Exited;
        try
        {
            await process.WaitForExitAsync(either.Token);
            await IsQuietAsync(pumps, options.DrainGrace);
        }
        catch (OperationCanceledException)
        {
            ending = cancellationToken.IsCancellationRequested ? ProcessEnding.Cancelled : ProcessEnding.TimedOut;
            ProcessGroup.Ask(process, isLeader);
            await IsQuietAsync(Task.WhenAll(pumps, process.WaitForExitAsync(CancellationToken.None)), options.Grace);
        }

        // Also after a good end: nothing a run started may outlive it, or it would hold files of a work tree that is about to change.
        ProcessGroup.End(process, isLeader);
        ProcessGroup.EndMarked(runId);
        await process.WaitForExitAsync(CancellationToken.None);
        if (!await IsQuietAsync(pumps, options.DrainGrace))
        {
            await abandon.CancelAsync();
        }

        await DismissWatchdogAsync();
        return new ProcessOutcome
        {
            Ending = ending,
            ExitCode = ending == ProcessEnding.Exited ? process.ExitCode : null,
            StandardOutput = sink.Output,
            StandardError = sink.Error,
            Truncated = sink.Truncated,
        };
    }

    /// <summary>With a launcher standard input comes from a file and the pipe is the watchdog's; see <see cref="Launcher"/>.</summary>
    private async Task GiveInputAsync(string? text)
    {
        if (isLeader)
        {
            return;
        }

        try
        {
            await process.StandardInput.WriteAsync(text);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program did not want it all.
        }
    }

    private async Task DismissWatchdogAsync()
    {
        if (!isLeader)
        {
            return;
        }

        try
        {
            await process.StandardInput.WriteLineAsync(Launcher.Dismissal);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    /// <returns>Whether it ended within the limit. A faulted pump (broken pipe) has ended too.</returns>
    private async Task<bool> IsQuietAsync(Task task, TimeSpan within)
    {
        var limit = Task.Delay(within, time);
        return await Task.WhenAny(task, limit) == task;
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Forges.Local;

/// <summary>
/// Runs queued jobs and reports their results. One process of a data directory does it at a time; another one takes over when that one ends,
/// and runs again what it was working on.
/// </summary>
internal sealed partial class LocalCi(CiRuns runs, CiJob job, CiReporter reporter, CiWakeup wakeup, LocalCiSettings settings, ILogger<LocalCi> log)
    : BackgroundService
{
    /// <summary>How often the database is looked at without a hint: another process may have written to it.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(long Run, int Attempt), CancellationTokenSource> running = new();
    private readonly ConcurrentDictionary<(long Run, int Attempt), Task> jobs = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Options.Value.Enabled)
        {
            return;
        }

        using var held = await LockAsync(stoppingToken);
        var interrupted = runs.RequeueInterrupted();
        if (interrupted > 0)
        {
            Requeued(interrupted);
        }

        await Task.WhenAll(
            RepeatAsync(() => RunQueuedAsync(stoppingToken), () => LookEvery, stoppingToken),
            RepeatAsync(() => reporter.SendDueAsync(stoppingToken), UntilNextReport, stoppingToken));
        await Task.WhenAll(jobs.Values);
    }

    private async Task<IDisposable> LockAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                return await settings.LockAsync(stoppingToken);
            }
            catch (ForgeException)
            {
                Standby();
            }
        }
    }

    private TimeSpan UntilNextReport() => reporter.UntilNext() is { } next && next < LookEvery ? next : LookEvery;

    /// <summary>A fault of one round, such as a full disk, must not end CI for good.</summary>
    private async Task RepeatAsync(Func<Task> round, Func<TimeSpan> pause, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = wakeup.Next();
            try
            {
                await round();
                await wakeup.WaitAsync(next, pause(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                RoundFailed(fault);
                await settings.PauseAsync(LookEvery, stoppingToken);
            }
        }
    }

    private Task RunQueuedAsync(CancellationToken stoppingToken)
    {
        foreach (var attempt in runs.ToCancel())
        {
            if (running.TryGetValue((attempt.RunId, attempt.Attempt), out var source))
            {
                source.Cancel();
            }
        }

        while (running.Count < settings.Options.Value.Concurrency && runs.Claim() is { } attempt)
        {
            var key = (attempt.RunId, attempt.Attempt);
            var source = new CancellationTokenSource();
            running[key] = source;
            jobs[key] = Task.Run(() => RunAsync(key, attempt, source, stoppingToken), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    private async Task RunAsync((long Run, int Attempt) key, CiAttempt attempt, CancellationTokenSource source, CancellationToken stoppingToken)
    {
        try
        {
            Started(attempt.RunId, attempt.Attempt, attempt.Run.Commit);
            var (conclusion, summary) = await job.RunAsync(attempt, source.Token, stoppingToken);
            runs.Complete(attempt.RunId, attempt.Attempt, conclusion, summary);
            Ended(attempt.RunId, attempt.Attempt, conclusion);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stays in progress in the database and is run again by the next process.
        }
        catch (Exception fault)
        {
            JobFailed(fault, attempt.RunId, attempt.Attempt);
            runs.Complete(attempt.RunId, attempt.Attempt, Contracts.Ci.CheckConclusion.StartupFailure, "local CI could not run the job: " + fault.Message);
        }
        finally
        {
            running.TryRemove(key, out _);
            jobs.TryRemove(key, out _);
            source.Dispose();
            wakeup.Ring();
        }
    }
}

using System.Globalization;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Sandbox;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Local;

/// <summary>Runs one attempt: a clean checkout, the command, its log, the conclusion.</summary>
internal sealed class CiJob(IGitCheckouts checkouts, IProcessRunner runner, CiLogs logs, IOptions<LocalCiOptions> options, TimeProvider time)
{
    private const int CheckoutTries = 3;
    private static readonly TimeSpan CheckoutPause = TimeSpan.FromSeconds(1);

    /// <param name="attempt">Claimed.</param>
    /// <param name="cancelled">Somebody cancelled this run.</param>
    /// <param name="stopping">The process ends; throws, and the attempt is run again by the next process.</param>
    public async Task<(CheckConclusion Conclusion, string Summary)> RunAsync(CiAttempt attempt, CancellationToken cancelled, CancellationToken stopping)
    {
        var repository = new RepositoryRef(LocalForge.ForgeName, attempt.Run.Repository);
        var name = string.Create(CultureInfo.InvariantCulture, $"{attempt.RunId}-{attempt.Attempt}");
        var log = logs.File(attempt.RunId, attempt.Attempt);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.Delete(log);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        try
        {
            var folder = await CheckOutAsync(repository, attempt.Run.Commit, name, both.Token);
            return Conclude(await runner.RunAsync(Request(attempt, folder, log), both.Token), stopping);
        }
        catch (ForgeException fault)
        {
            await File.AppendAllTextAsync(log, $"The commit could not be checked out: {fault.Message}\n", stopping);
            return (CheckConclusion.StartupFailure, fault.Message);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return (CheckConclusion.Cancelled, "cancelled");
        }
        finally
        {
            await checkouts.RemoveAsync(repository, name, CancellationToken.None);
        }
    }

    private ProcessRequest Request(CiAttempt attempt, string folder, string log) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", attempt.Run.Command],
        WorkingDirectory = folder,
        Environment = new Dictionary<string, string>
        {
            // What CI systems commonly set; tools print plainer and ask nothing then.
            ["CI"] = "true",
            ["BGAGENT_CI"] = "true",
            ["BGAGENT_COMMIT"] = attempt.Run.Commit,
            ["BGAGENT_RUN_ATTEMPT"] = attempt.Attempt.ToString(CultureInfo.InvariantCulture),
        },
        Timeout = options.Value.Timeout,
        OutputFile = log,
        OutputLimitBytes = 64 * 1024,
        Isolation = options.Value.Isolation,
        Network = attempt.Run.Network,
    };

    private async Task<string> CheckOutAsync(RepositoryRef repository, string commit, string name, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await checkouts.CheckOutAsync(repository, commit, name, cancellationToken);
            }
            catch (ForgeException fault) when (fault.Fault == ForgeFault.Transient && attempt < CheckoutTries)
            {
                await Task.Delay(CheckoutPause * attempt, time, cancellationToken);
            }
        }
    }

    private static (CheckConclusion Conclusion, string Summary) Conclude(ProcessOutcome outcome, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        return outcome.Ending switch
        {
            ProcessEnding.Exited when outcome.ExitCode == 0 => (CheckConclusion.Success, "exit code 0"),
            ProcessEnding.Exited => (CheckConclusion.Failure, string.Create(CultureInfo.InvariantCulture, $"exit code {outcome.ExitCode}")),
            ProcessEnding.TimedOut => (CheckConclusion.TimedOut, string.Create(CultureInfo.InvariantCulture, $"stopped after {outcome.Duration:c}")),
            ProcessEnding.Cancelled => (CheckConclusion.Cancelled, "cancelled"),
            _ => (CheckConclusion.StartupFailure, outcome.Error ?? "the command could not be started"),
        };
    }
}

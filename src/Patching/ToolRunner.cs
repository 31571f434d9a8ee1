using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Sandbox;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Patching;

/// <summary>Runs a patcher's programs in the work tree: with its log, its progress and the task's limits.</summary>
internal sealed class ToolRunner(IProcessRunner runner, IOptions<PatchingOptions> options)
{
    private const int TailCharacters = 4_000;

    /// <summary>Output that a tool's caller may read back, such as a list in JSON.</summary>
    private const int OutputLimitBytes = 16 * 1024 * 1024;

    public PatchingOptions Options => options.Value;

    public Task<ProcessOutcome> RunAsync(PatcherContext context, ToolRun run, CancellationToken cancellationToken)
    {
        var runtime = context.Request.Policy.Budgets.Runtime;
        var limit = run.Limit ?? options.Value.ToolLimit;
        return runner.RunAsync(
            new ProcessRequest
            {
                FileName = run.FileName,
                Arguments = run.Arguments,
                WorkingDirectory = run.Folder ?? context.WorkTree,
                Environment = run.Environment,
                StandardInput = run.Input,
                Timeout = limit < runtime ? limit : runtime,
                OutputLimitBytes = OutputLimitBytes,
                OutputFile = run.LogFile,
                Network = context.Request.Policy.Network,
                WritablePaths = [context.WorkTree, context.ScratchFolder],
                OnLine = context.Progress is { } progress ? line => progress(Redactor.ByPattern.Redact(line)) : null,
            },
            cancellationToken);
    }

    /// <summary>A program that only asks; no task is behind it.</summary>
    public Task<ProcessOutcome> LookUpAsync(string workTree, ToolRun run, CancellationToken cancellationToken)
        => runner.RunAsync(
            new ProcessRequest
            {
                FileName = run.FileName,
                Arguments = run.Arguments,
                WorkingDirectory = workTree,
                Timeout = run.Limit ?? options.Value.ToolLimit,
                OutputLimitBytes = OutputLimitBytes,
            },
            cancellationToken);

    /// <summary>Turns a bad ending into an outcome; null when the program succeeded.</summary>
    public static PatcherOutcome? Failure(ProcessOutcome outcome, string what, string? logFile)
    {
        var (ending, detail) = outcome.Ending switch
        {
            ProcessEnding.TimedOut => (PatcherEnding.TimedOut, $"{what} did not end within its time limit."),
            ProcessEnding.Cancelled => (PatcherEnding.Cancelled, $"{what} was cancelled."),
            ProcessEnding.FailedToStart => (PatcherEnding.Failed, $"{what} could not start: {outcome.Error}"),
            _ => (PatcherEnding.Failed, $"{what} ended with exit code {outcome.ExitCode}.\n{Tail(outcome)}".TrimEnd()),
        };
        return outcome.Succeeded ? null : new PatcherOutcome { Ending = ending, Summary = $"{what} failed", Detail = detail, LogFile = logFile };
    }

    /// <summary>The last words, which mostly say why.</summary>
    private static string Tail(ProcessOutcome outcome)
    {
        var text = outcome.StandardError.Trim().Length > 0 ? outcome.StandardError.Trim() : outcome.StandardOutput.Trim();
        return Redactor.ByPattern.Redact(text.Length > TailCharacters ? "…" + text[^TailCharacters..] : text);
    }
}

/// <summary>One program of a patcher.</summary>
internal sealed record ToolRun(string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>Absolute; null: the work tree.</summary>
    public string? Folder { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? Input { get; init; }

    public string? LogFile { get; init; }

    /// <summary>Null: the limit of tools.</summary>
    public TimeSpan? Limit { get; init; }
}

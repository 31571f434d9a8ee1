using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using BackgroundAgent.Sandbox.Launching;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Sandbox;

/// <inheritdoc cref="IProcessRunner"/>
internal sealed class ProcessRunner(IOptions<SandboxOptions> options, Bubblewrap bubblewrap, TimeProvider time, Launcher? launcher = null)
    : IProcessRunner
{
    private readonly Launcher _launcher = launcher ?? Launcher.Detect(Environment.GetEnvironmentVariable("PATH"));

    public async Task<ProcessOutcome> RunAsync(ProcessRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return new ProcessOutcome { Ending = ProcessEnding.Cancelled };
        }

        var environment = ChildEnvironment.Select(OwnEnvironment(), options.Value.AllowedEnvironment);
        foreach (var (name, value) in request.Environment)
        {
            environment[name] = value;
        }

        if (!Directory.Exists(request.WorkingDirectory))
        {
            return NotStarted($"The folder {request.WorkingDirectory} does not exist.");
        }

        if (ProgramPath.Find(request.FileName, environment.GetValueOrDefault("PATH")) is not { } program)
        {
            return NotStarted($"There is no program {request.FileName}.");
        }

        var mode = request.Isolation == IsolationMode.Auto ? options.Value.Isolation : request.Isolation;
        var wrapper = mode == IsolationMode.None ? null : await bubblewrap.FindAsync();
        if (wrapper is null && mode == IsolationMode.Bubblewrap)
        {
            return NotStarted("Isolation was asked for and bubblewrap is not installed or does not work on this machine.");
        }

        using var folder = RunFolder.Create();
        IReadOnlyList<string> command = [program, .. request.Arguments];
        if (wrapper is not null)
        {
            command = bubblewrap.Wrap(wrapper, command, request, folder);
        }

        environment.TryAdd("TMPDIR", wrapper is null ? folder.Temporary : "/tmp");
        SharedNuGetLocks.Apply(environment);
        var outcome = await StartAsync(request, new Prepared(command, environment, folder, wrapper is not null), cancellationToken);
        return outcome with { Isolated = wrapper is not null && outcome.Ending != ProcessEnding.FailedToStart };
    }

    private async Task<ProcessOutcome> StartAsync(ProcessRequest request, Prepared prepared, CancellationToken cancellationToken)
    {
        var input = request.StandardInput is { Length: > 0 } text
            ? await prepared.Folder.WriteInputAsync(text, CancellationToken.None)
            : "/dev/null";
        var start = new ProcessStartInfo
        {
            WorkingDirectory = request.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in prepared.Environment)
        {
            start.Environment[name] = value;
        }

        _launcher.Apply(start, prepared.Command, input, prepared.Folder, stay: prepared.Isolated);
        var started = time.GetTimestamp();
        try
        {
            using var process = Process.Start(start)!;
            var run = new RunningProcess(process, _launcher.HasWatchdog, prepared.Folder.Id, options.Value, time);
            var outcome = await run.FollowAsync(request, cancellationToken);
            return outcome with { Duration = time.GetElapsedTime(started) };
        }
        catch (Win32Exception error)
        {
            return NotStarted($"{prepared.Command[0]} could not start: {error.Message}");
        }
    }

    private static void Check(ProcessRequest request)
    {
        if (!Path.IsPathRooted(request.WorkingDirectory))
        {
            throw new ArgumentException("The working directory must be an absolute path.", nameof(request));
        }

        if (request.FileName.Length == 0 || (!Path.IsPathRooted(request.FileName) && request.FileName.Contains(Path.DirectorySeparatorChar)))
        {
            throw new ArgumentException("The program must be an absolute path or a bare name.", nameof(request));
        }

        if (request.Timeout <= TimeSpan.Zero || request.OutputLimitBytes < 0 || request.OutputFileLimitBytes < 0)
        {
            throw new ArgumentException("The time limit must be positive and the output limits not negative.", nameof(request));
        }

        if (request.Arguments.Prepend(request.FileName).Any(text => text.Contains('\0')))
        {
            throw new ArgumentException("An argument cannot contain a zero character.", nameof(request));
        }
    }

    private static ProcessOutcome NotStarted(string why) => new() { Ending = ProcessEnding.FailedToStart, Error = why };

    private static IEnumerable<KeyValuePair<string, string?>> OwnEnvironment()
        => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, string?>((string)entry.Key, (string?)entry.Value));

    private sealed record Prepared(IReadOnlyList<string> Command, Dictionary<string, string> Environment, RunFolder Folder, bool Isolated);
}

using System.Globalization;
using BackgroundAgent.Sandbox;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Git.Transports;

/// <summary>Runs the git program without questions, hooks, background maintenance or odd protocols.</summary>
internal sealed class GitProgram(IProcessRunner runner, IOptions<ForgesOptions> options)
{
    private static readonly string[] Settings =
    [
        "-c", "core.hooksPath=/dev/null",
        "-c", "gc.auto=0",
        "-c", "maintenance.auto=false",
        "-c", "protocol.ext.allow=never",
        "-c", "submodule.recurse=false",
        "-c", "fetch.recurseSubmodules=false",
        "-c", "push.followTags=false",
        "-c", "push.gpgSign=false",
    ];

    /// <summary>The person's own ssh agent and git settings; the runner drops everything it is not told of.</summary>
    private static readonly string[] Inherited = ["HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXEC_PATH"];

    /// <param name="folder">Working directory; a mirror, or any folder for a command that needs no repository.</param>
    /// <param name="arguments">From the verb on.</param>
    /// <param name="standardInput">Null: empty.</param>
    /// <param name="cancellationToken">Ends the program and what it started.</param>
    public async Task<ProcessOutcome> RunAsync(
        string folder, IReadOnlyList<string> arguments, string? standardInput, CancellationToken cancellationToken)
    {
        var outcome = await runner.RunAsync(
            new ProcessRequest
            {
                FileName = "git",
                Arguments = [.. Settings, .. arguments],
                WorkingDirectory = folder,
                Environment = Environment(),
                StandardInput = standardInput,
                Timeout = options.Value.RemoteTimeout,
                Isolation = IsolationMode.None,
                OutputLimitBytes = 64 * 1024 * 1024,
            },
            cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        return outcome.Ending switch
        {
            ProcessEnding.Exited => outcome,
            ProcessEnding.TimedOut => throw new ForgeException(
                ForgeFault.Transient, string.Create(CultureInfo.InvariantCulture, $"git did not finish within {options.Value.RemoteTimeout}.")),
            _ => throw new ForgeException(ForgeFault.Invalid, $"git could not be started: {outcome.Error ?? outcome.Ending.ToString()}"),
        };
    }

    private static Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>
        {
            // Messages are read by us; prompts would wait for ever.
            ["LC_ALL"] = "C",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = "true",
            ["SSH_ASKPASS_REQUIRE"] = "never",
        };

        foreach (var name in Inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        if (!environment.ContainsKey("GIT_SSH") && !environment.ContainsKey("GIT_SSH_COMMAND"))
        {
            environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes";
        }

        return environment;
    }
}

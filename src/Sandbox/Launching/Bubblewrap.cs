using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Sandbox.Launching;

/// <summary>
/// The arguments of <c>bwrap</c>: the file system read-only but the work tree, what the request names, the package caches and a private
/// temporary folder; credential stores hidden; own process ids; no capabilities; no network unless allowed.
/// </summary>
internal sealed partial class Bubblewrap(IOptions<SandboxOptions> options, ILogger<Bubblewrap> log)
{
    /// <summary>Long enough for a machine under load.</summary>
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<string?>? _program;

    /// <summary>Path of a bubblewrap that works here, or null. Tried once: in many containers it is installed and may not do its work.</summary>
    public Task<string?> FindAsync()
    {
        lock (_gate)
        {
            return _program ??= Task.Run(ProbeAsync);
        }
    }

    public IReadOnlyList<string> Wrap(string bubblewrap, IReadOnlyList<string> command, ProcessRequest request, RunFolder folder)
    {
        List<string> line = [bubblewrap, .. Walls];
        // First, so that work trees below /tmp are mounted over it.
        line.AddRange(["--bind", folder.Temporary, "/tmp"]);
        foreach (var cache in options.Value.CacheFolders.Select(Expand))
        {
            Directory.CreateDirectory(cache);
            line.AddRange(["--bind", cache, cache]);
        }

        foreach (var hidden in options.Value.HiddenPaths.Select(Expand))
        {
            line.AddRange(Directory.Exists(hidden) ? ["--tmpfs", hidden] : File.Exists(hidden) ? ["--ro-bind", "/dev/null", hidden] : []);
        }

        foreach (var writable in request.WritablePaths.Prepend(request.WorkingDirectory))
        {
            line.AddRange(["--bind", writable, writable]);
        }

        if (!request.Network)
        {
            line.Add("--unshare-net");
        }

        return [.. line, "--chdir", request.WorkingDirectory, "--", .. command];
    }

    private static string[] Walls { get; } =
    [
        "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL",
        "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
    ];

    private static string Expand(string path)
        => path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
            : path;

    private async Task<string?> ProbeAsync()
    {
        var program = OperatingSystem.IsLinux() ? ProgramPath.Find("bwrap", Environment.GetEnvironmentVariable("PATH")) : null;
        if (program is null)
        {
            return null;
        }

        var start = new ProcessStartInfo(program, [.. Walls, "--unshare-net", "--", "/bin/sh", "-c", "exit 0"])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ProbeLimit);
        try
        {
            var error = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == 0)
            {
                return program;
            }

            DoesNotWork(program, error.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            DoesNotWork(program, $"no answer within {ProbeLimit.TotalSeconds} s");
        }

        return null;
    }

    [LoggerMessage(1001, LogLevel.Information, "bubblewrap ({Program}) does not work here, programs run without it: {Reason}")]
    private partial void DoesNotWork(string program, string reason);
}

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
        foreach (var cache in Real(options.Value.CacheFolders).Where(Make))
        {
            line.AddRange(["--bind", cache, cache]);
        }

        foreach (var hidden in Real(options.Value.HiddenPaths))
        {
            line.AddRange(Directory.Exists(hidden) ? ["--tmpfs", hidden] : File.Exists(hidden) ? ["--ro-bind", "/dev/null", hidden] : []);
        }

        if (GitFolder.Of(request.WorkingDirectory) is { } repository)
        {
            // Readable where it is, also below /tmp: agents ask git what changed.
            line.AddRange(["--ro-bind-try", repository, repository]);
        }

        // Last, so that they win over what is hidden around them.
        foreach (var writable in Real([request.WorkingDirectory, .. request.WritablePaths]))
        {
            line.AddRange(["--bind-try", writable, writable]);
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

    private static IEnumerable<string> Real(IEnumerable<string> paths)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return paths.Select(path => RealPath.Of(path, home)).OfType<string>().Distinct();
    }

    /// <summary>Nothing can make it later: its parent is read-only inside.</summary>
    private static bool Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

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

using System.Diagnostics;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>The host as a process; it is killed when the test leaves it.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Ends when the program has printed its address.</summary>
    public static async Task<HostProcess> StartAsync(string path, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line?.StartsWith("Temporal server:", StringComparison.Ordinal) == true, line + await ErrorAsync(process, line));
        return new HostProcess(process, line!["Temporal server:".Length..].Trim());
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static async Task<string> ErrorAsync(Process process, string? line) => line is null ? await process.StandardError.ReadToEndAsync() : "";
}

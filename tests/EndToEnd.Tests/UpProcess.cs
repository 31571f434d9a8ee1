using System.Diagnostics;
using System.Text.Json;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary><c>bgagent up</c> as a person runs it, and the other verbs against it: real processes, found through the data directory.</summary>
internal sealed class UpProcess : IAsyncDisposable
{
    /// <summary>A killed activity is noticed by its missing heartbeat, half a minute later; twice that may pass before the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Between two looks; each is a process of its own, which must not starve what it looks at.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "bgagent.dll");

    private readonly string _dataDirectory;
    private Process _process;

    private UpProcess(string dataDirectory)
    {
        _dataDirectory = dataDirectory;
        _process = Launch(dataDirectory);
    }

    public static async Task<UpProcess> StartAsync(string dataDirectory)
    {
        var up = new UpProcess(dataDirectory);
        await up.ReadyAsync();
        return up;
    }

    /// <summary>Ends it as a power cut does, at once and without a word, and starts it again on the same data directory.</summary>
    public async Task KillAndRestartAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = Launch(_dataDirectory);
        await ReadyAsync();
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string dataDirectory, params string[] arguments)
    {
        using var process = Process.Start(Command([.. arguments, "--data-dir", dataDirectory]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 || output.Length > 0 ? output : await errors);
    }

    /// <summary>The task as <c>show --json</c> tells it, once the condition holds; fails saying what it was last.</summary>
    public async Task<JsonElement> WaitAsync(string taskId, string what, Func<JsonElement, bool> condition)
    {
        var last = "nothing";
        var until = DateTimeOffset.UtcNow + Patience;
        while (DateTimeOffset.UtcNow < until)
        {
            var (code, output) = await RunAsync(_dataDirectory, "show", taskId, "--json");
            last = output;
            if (code == 0)
            {
                using var document = JsonDocument.Parse(output);
                if (condition(document.RootElement))
                {
                    return document.RootElement.Clone();
                }
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"Waited {Patience} for {what}; the task was last: {last}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Launch(string dataDirectory)
    {
        var process = Process.Start(Command(["up", "--data-dir", dataDirectory]))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while ((await RunAsync(_dataDirectory, "list", "--json")).ExitCode != 0)
        {
            Assert.False(_process.HasExited, "bgagent up ended instead of starting");
            Assert.True(DateTimeOffset.UtcNow < until, $"bgagent up was not ready within {Patience}");
            await Task.Delay(Pause);
        }
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        start.Environment["NO_COLOR"] = "1";
        return start;
    }
}

using System.Diagnostics;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.TestKit;
using BackgroundAgent.Worker;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary><c>bgagent up</c> as a person runs it, and the other verbs against it: real processes, found through the data directory.</summary>
internal sealed class UpProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "bgagent.dll");

    private readonly string _dataDirectory;
    private readonly string[] _options;
    private Process _process;

    private UpProcess(string dataDirectory, string[] options)
    {
        _dataDirectory = dataDirectory;
        _options = options;
        _process = Launch();
    }

    /// <summary>To the Temporal server of the process as it runs now.</summary>
    public ITemporalClient Client { get; private set; } = null!;

    public static async Task<UpProcess> StartAsync(string dataDirectory, params string[] options)
    {
        var up = new UpProcess(dataDirectory, options);
        await up.ReadyAsync();
        return up;
    }

    /// <summary>Ends it as a power cut does, at once and without a word, and starts it again on the same data directory.</summary>
    public async Task KillAndRestartAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = Launch();
        await ReadyAsync();
    }

    /// <summary>At once and without a word.</summary>
    public void Kill() => _process.Kill();

    public static async Task<(int ExitCode, string Output)> RunAsync(string dataDirectory, params string[] arguments)
    {
        using var process = Start(dataDirectory, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 || output.Length > 0 ? output : await errors);
    }

    /// <summary>A verb that goes on; its streams are the caller's to read.</summary>
    public static Process Start(string dataDirectory, params string[] arguments) => Process.Start(Command([.. arguments, "--data-dir", dataDirectory]))!;

    public WorkflowHandle<IAgentTask, TaskResult> Task(string taskId) => Client.GetWorkflowHandle<IAgentTask, TaskResult>(Naming.WorkflowId(taskId));

    /// <summary>What lists show; no worker is asked.</summary>
    public Task StateAsync(string taskId, string state) => StateAsync(Client, taskId, state);

    /// <inheritdoc cref="StateAsync(string, string)"/>
    public static Task StateAsync(ITemporalClient client, string taskId, string state)
        => Eventually.IsAsync($"{taskId} to be {state}", () => ReadStateAsync(client, taskId), now => now == state, Patience);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        // A parent that ignores SIGINT, as a script's background jobs do, hands that down; env gives the signal back its meaning.
        var (program, before) = OperatingSystem.IsLinux() ? ("env", (string[])["--default-signal=INT", "dotnet"]) : ("dotnet", []);
        var start = new ProcessStartInfo(program, [.. before, Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    private static async Task<string> ReadStateAsync(ITemporalClient client, string taskId)
    {
        try
        {
            var described = await client.GetWorkflowHandle(Naming.WorkflowId(taskId)).DescribeAsync();
            return described.TypedSearchAttributes.TryGetValue(SearchAttributeNames.State, out var now) ? now : "nothing";
        }
        catch (RpcException fault) when (fault.Code == RpcException.StatusCode.NotFound)
        {
            return "not there";
        }
    }

    private Process Launch()
    {
        var process = Start(_dataDirectory, ["up", .. _options]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        var endpoint = await Eventually.IsAsync(
            "bgagent up to be ready",
            () =>
            {
                Assert.False(_process.HasExited, "bgagent up ended instead of starting");
                return System.Threading.Tasks.Task.FromResult(AllInOneEndpoint.Find(_dataDirectory));
            },
            found => found?.ProcessId == _process.Id,
            Patience);
        Client = await TemporalClient.ConnectAsync(new(endpoint!.TemporalAddress));
    }
}

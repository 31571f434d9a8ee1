using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Temporalio.Client;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>What the host program says and how it ends.</summary>
[Collection(HostProcessCollection.Name)]
public sealed class HostCommandLineTests
{
    private const int SignalTerminate = 15;

    private static string HostPath => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bgagent-dev-server.exe" : "bgagent-dev-server");

    [Fact]
    public async Task Help_NamesTheFlags()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        foreach (var flag in new[] { "--port", "--db-filename", "--headless", "--ui-port", "--http-port", "--search-attribute", "--dynamic-config-value", "--log-level" })
        {
            Assert.Contains(flag, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public async Task Version_NamesTheServerItFollows(string flag)
    {
        var (code, output, _) = await RunAsync(flag);
        Assert.Equal(0, code);
        Assert.Matches(@"^bgagent-dev-server \d+\.\d+\.\d+ \(Server 1\.\d+\.\d+\)$", output.Trim());
    }

    [Theory]
    [InlineData("unknown flag --nonsense", "server", "start-dev", "--nonsense")]
    [InlineData("--port: x is not a port number", "server", "start-dev", "--port", "x")]
    [InlineData("--search-attribute: Name is not of the form Name=Value", "server", "start-dev", "--search-attribute", "Name")]
    [InlineData("--log-level: loud is not one of", "server", "start-dev", "--log-level", "loud")]
    [InlineData("expected \"server start-dev\" or a port number", "workflow", "list")]
    public async Task BadArguments_AreNamed(string message, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.Equal(64, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortTaken_IsSaid()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, error) = await RunAsync("server", "start-dev", "--headless", "--port", $"{port}");
        Assert.Equal(1, code);
        Assert.Contains($"port {port} is in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseThatIsNone_IsSaidAndLeftAlone()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("devserver").FullName, "t.db");
        await File.WriteAllTextAsync(file, new string('x', 4096), TestContext.Current.CancellationToken);
        var (code, _, error) = await RunAsync("server", "start-dev", "--headless", "--port", "0", "--db-filename", file);
        Assert.Equal(1, code);
        Assert.Contains("t.db", error, StringComparison.Ordinal);
        Assert.Equal(4096, new FileInfo(file).Length);
    }

    [Fact]
    public async Task SigTerm_WithAnOpenPoll_EndsTheServerCleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM on Windows");
        using var process = Process.Start(new ProcessStartInfo(HostPath, ["server", "start-dev", "--headless", "--port", "0"]) { RedirectStandardOutput = true })!;
        try
        {
            var line = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
            var client = await TemporalClient.ConnectAsync(new(line["Temporal server:".Length..].Trim()));
            var poll = client.WorkflowService.PollWorkflowTaskQueueAsync(
                new() { Namespace = "default", TaskQueue = new() { Name = "q" } }, new RpcOptions { Retry = false });
            Assert.Equal(0, Kill(process.Id, SignalTerminate));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            await Assert.ThrowsAnyAsync<Exception>(() => poll);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(HostPath, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

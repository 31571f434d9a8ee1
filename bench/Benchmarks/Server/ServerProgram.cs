using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Benchmarks.Server;

/// <summary>A dev server as a process: ours, or a peer with the same command line.</summary>
internal sealed class ServerProgram : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProgram(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public double MemoryMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <summary>Starts it and tells how long it took until a client was connected.</summary>
    public static async Task<(ServerProgram Server, double Seconds)> StartAsync(string path, string? file)
    {
        var port = FreePort();
        List<string> arguments = ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", $"{port}", "--log-level", "error"];
        if (file is not null)
        {
            arguments.AddRange(["--db-filename", file]);
        }

        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await ConnectsAsync(port))
        {
            if (process.HasExited || clock.Elapsed > Limit)
            {
                throw new InvalidOperationException($"{path} does not listen on {port}");
            }

            await Task.Delay(5);
        }

        return (new ServerProgram(process, $"127.0.0.1:{port}"), clock.Elapsed.TotalSeconds);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static async Task<bool> ConnectsAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
            return true;
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or RpcException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

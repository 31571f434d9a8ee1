using System.Diagnostics;
using BackgroundAgent.DevServer;
using Temporalio.Client;

namespace BackgroundAgent.ServerLoad;

/// <summary>An embedded server in a fresh process: until it listens, and until a client is connected. In time, and in CPU of the process.</summary>
internal static class InProcessStart
{
    public static async Task<Dictionary<string, double>> MeasureAsync(string? file)
    {
        var figures = new Dictionary<string, double>();
        var clock = Stopwatch.StartNew();
        await using var server = await EmbeddedServer.StartAsync(new() { DatabaseFile = file });
        Note(figures, "listening", clock);
        await TemporalClient.ConnectAsync(new(server.Address));
        Note(figures, "connected", clock);

        // The same connect once more: what is left of it is the server's first answer, not the client's own start.
        clock.Restart();
        await TemporalClient.ConnectAsync(new(server.Address));
        figures["connectAgain"] = clock.Elapsed.TotalSeconds;
        return figures;
    }

    /// <summary>What the client alone needs in a fresh process, from a server that has run for a while.</summary>
    public static async Task<Dictionary<string, double>> ConnectAsync(string address)
    {
        var figures = new Dictionary<string, double>();
        var clock = Stopwatch.StartNew();
        await TemporalClient.ConnectAsync(new(address));
        Note(figures, "connected", clock);
        return figures;
    }

    private static void Note(Dictionary<string, double> figures, string name, Stopwatch clock)
    {
        figures[name] = clock.Elapsed.TotalSeconds;
        using var self = Process.GetCurrentProcess();
        figures[name + "Cpu"] = self.TotalProcessorTime.TotalSeconds;
    }
}

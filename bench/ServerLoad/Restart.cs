using System.Diagnostics;
using BackgroundAgent.DevServer;
using Temporalio.Client;

namespace BackgroundAgent.ServerLoad;

/// <summary>How long a server needs to be back with what is open in its file: a fresh process for every figure.</summary>
internal static class Restart
{
    private const int AtOnce = 200;

    /// <summary>Starts executions that stay open: nobody polls, so each waits with its first task.</summary>
    public static async Task<Dictionary<string, double>> FillAsync(string file, int count)
    {
        await using var server = await EmbeddedServer.StartAsync(new() { DatabaseFile = file });
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            await client.StartWorkflowAsync("Open", [i], new($"open-{i}", "nobody")));
        return new() { ["open"] = count };
    }

    public static async Task<Dictionary<string, double>> MeasureAsync(string file)
    {
        var clock = Stopwatch.StartNew();
        await using var server = await EmbeddedServer.StartAsync(new() { DatabaseFile = file });
        using var self = Process.GetCurrentProcess();
        return new() { ["listening"] = clock.Elapsed.TotalSeconds, ["listeningCpu"] = self.TotalProcessorTime.TotalSeconds };
    }
}

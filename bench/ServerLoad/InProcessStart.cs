using System.Diagnostics;
using BackgroundAgent.DevServer;
using Temporalio.Client;

namespace BackgroundAgent.ServerLoad;

/// <summary>An embedded server in a fresh process: until it listens, and until a client is connected.</summary>
internal static class InProcessStart
{
    public static async Task<Dictionary<string, double>> MeasureAsync(string? file)
    {
        var clock = Stopwatch.StartNew();
        await using var server = await EmbeddedServer.StartAsync(new() { DatabaseFile = file });
        var listening = clock.Elapsed.TotalSeconds;
        await TemporalClient.ConnectAsync(new(server.Address));
        var connected = clock.Elapsed.TotalSeconds;

        // The same connect once more: what is left of it is the server's first answer, not the client's own start.
        clock.Restart();
        await TemporalClient.ConnectAsync(new(server.Address));
        return new()
        {
            ["listening"] = listening,
            ["connected"] = connected,
            ["connectAgain"] = clock.Elapsed.TotalSeconds,
        };
    }
}

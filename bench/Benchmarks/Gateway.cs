using System.Diagnostics;
using System.Globalization;
using System.Net;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Gateway;
using BackgroundAgent.Gateway.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Benchmarks;

/// <summary>
/// Signed deliveries that the gateway verifies and routes with a stub in Temporal's place, and the same payloads on Node with
/// <c>@octokit/webhooks</c>. Both listen in the same way and are asked by the same load, one after the other.
/// </summary>
internal static class Gateway
{
    private const string Secret = "bench-secret-0123456789";
    private const double PerSecond = 5_000;
    private const double PeersTimes = 2;
    private const double SlowestMilliseconds = 20;
    private const int SteadyPerSecond = 1_000;
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(8);

    public static async Task RunAsync()
    {
        var deliveries = WebhookLoad.Deliveries(Secret);
        double ours;
        await using (var app = await StartAsync())
        {
            var address = new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.First()).Port);
            await WebhookLoad.BurstAsync(address, deliveries, TimeSpan.FromSeconds(3));
            ours = await WebhookLoad.BurstAsync(address, deliveries, Burst);
            Print("gateway", ours, PerSecond);
            var latencies = await WebhookLoad.SteadyAsync(address, deliveries, SteadyPerSecond, TimeSpan.FromSeconds(8));
            var p99 = latencies[(int)(latencies.Count * 0.99)];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  at {SteadyPerSecond}/s: p50 {latencies[latencies.Count / 2]:0.00} ms, p99 {p99:0.00} ms, n = {latencies.Count}; limit {SlowestMilliseconds:0} ms"));
        }

        if (!Programs.Exists("node") || !Programs.Exists("npm"))
        {
            Console.WriteLine("  node or npm is not installed; no peer");
            return;
        }

        var theirs = await PeerAsync(deliveries);
        Print("@octokit/webhooks on Node", theirs, null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ours to theirs: {ours / theirs:0.0}; at least {PeersTimes:0.0} is wanted"));
    }

    private static void Print(string what, double value, double? limit)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {value:0} deliveries/s{(limit is { } least ? $"; at least {least:0} are wanted" : "")}"));

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<ITaskSignals, Stub>().AddGateway(options => options.GitHubSecrets.Add(Secret));
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return app;
    }

    private static async Task<double> PeerAsync(IReadOnlyList<byte[]> deliveries)
    {
        var folder = Directory.CreateTempSubdirectory("bgagent-bench-");
        await Programs.RunAsync("npm", folder.FullName, "install", "--silent", "--no-audit", "--no-fund", "@octokit/webhooks@14.2.0");
        var server = Path.Combine(folder.FullName, "server.mjs");
        await File.WriteAllTextAsync(server, $$"""
            import { createServer } from "node:http";
            import { Webhooks, createNodeMiddleware } from "@octokit/webhooks";
            const webhooks = new Webhooks({ secret: "{{Secret}}" });
            let seen = 0;
            webhooks.on("check_run", () => { seen++; });
            createServer(createNodeMiddleware(webhooks, { path: "/webhooks/github" })).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
            """);
        using var node = Process.Start(new ProcessStartInfo("node", [server]) { RedirectStandardOutput = true })!;
        try
        {
            var port = int.Parse((await node.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            var address = new IPEndPoint(IPAddress.Loopback, port);
            await WebhookLoad.BurstAsync(address, deliveries, TimeSpan.FromSeconds(3));
            return await WebhookLoad.BurstAsync(address, deliveries, Burst);
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private sealed class Stub : ITaskSignals
    {
        public Task<SignalOutcome> ReportCiAsync(string taskId, CiEvent report, CancellationToken cancellationToken) => Task.FromResult(SignalOutcome.Accepted);

        public Task<SignalOutcome> StartCommandAsync(ForgeCommand command, CancellationToken cancellationToken) => Task.FromResult(SignalOutcome.Accepted);

        public Task<bool> IsReachableAsync(CancellationToken cancellationToken) => Task.FromResult(true);
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.DevServer;
using BackgroundAgent.Worker.Connections;
using Temporalio.Client;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>The worker program as a cluster's operator runs it.</summary>
public sealed class WorkerProcessTests
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Worker_AgainstAServerByAddress_RunsATaskAndStopsWhenTold()
    {
        await using var scene = new Scene();
        var options = new EmbeddedServerOptions();
        foreach (var (name, type) in SearchAttributes.All)
        {
            options.SearchAttributes[name] = type;
        }

        await using var server = await EmbeddedServer.StartAsync(options, TestContext.Current.CancellationToken);
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        var port = FreePort();
        using var worker = Start(server.Address, scene.DataDirectory, "--Worker:HealthPort", $"{port}", "--Telemetry:Prometheus", "true");

        var task = await Scene.EnqueueAsync(client, scene.Spec("t3", Scene.AgentOfThreeAttempts, Scene.CiThatWantsDone));
        var result = await Scene.EndAsync(task);

        Assert.Equal(TaskState.Green, result.Status.State);
        await AnswersOverHttpAsync(new Uri($"http://127.0.0.1:{port}"));
        using var kill = Process.Start("kill", ["-TERM", worker.Id.ToString()])!;
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StopTimeout, TestContext.Current.CancellationToken);
        Assert.Equal(0, worker.ExitCode);
    }

    [Fact]
    public async Task Worker_ServerNotThere_SaysSoAndFails()
    {
        await using var scene = new Scene();
        using var worker = Start("127.0.0.1:1", scene.DataDirectory, "--Worker:ConnectTimeout", "00:00:01");

        var errors = await worker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, worker.ExitCode);
        Assert.Contains("Temporal did not answer within 1 s", errors);
    }

    /// <summary>What an orchestrator and Prometheus ask.</summary>
    private static async Task AnswersOverHttpAsync(Uri worker)
    {
        using var http = new HttpClient { BaseAddress = worker };
        Assert.Equal("ok", await http.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal("ready", await http.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
        using var response = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        var metrics = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Matches("(?m)^# TYPE bgagent_tasks_ended\\S* counter$", metrics);
        Assert.Matches("(?m)^bgagent_tasks_ended\\S*\\{[^}]*state=\"green\"[^}]*\\} 1\\b", metrics);
        Assert.Matches("(?m)^bgagent_activity_duration\\S*_count\\{", metrics);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string address, string dataDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "BackgroundAgent.Worker.dll"), .. arguments])
        {
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["TEMPORAL_ADDRESS"] = address;
        start.Environment["TEMPORAL_NAMESPACE"] = "default";
        start.Environment["BGAGENT_Worker__DataDirectory"] = dataDirectory;
        return Process.Start(start)!;
    }
}

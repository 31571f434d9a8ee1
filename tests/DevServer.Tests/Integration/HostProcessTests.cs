using System.Diagnostics;
using System.Runtime.InteropServices;
using Temporalio.Client;
using Temporalio.Testing;
using Temporalio.Worker;

namespace BackgroundAgent.DevServer.Tests.Integration;

/// <summary>The host program as the SDK's own test environment runs it.</summary>
[Collection(HostProcessCollection.Name)]
public sealed class HostProcessTests
{
    private static string HostPath => Path.Combine(
        AppContext.BaseDirectory, RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "bgagent-dev-server.exe" : "bgagent-dev-server");

    [Fact]
    public async Task StartLocal_WithOurHost_RunsAWorkflow()
    {
        await using var environment = await WorkflowEnvironment.StartLocalAsync(new() { DevServerOptions = new() { ExistingPath = HostPath, StartupTimeout = TimeSpan.FromSeconds(60) } });
        using var worker = new TemporalWorker(environment.Client, SampleWorker.Options("q"));
        var result = await worker.ExecuteAsync(() => environment.Client.ExecuteWorkflowAsync(
            (GreetWorkflow w) => w.RunAsync("host"), new("w1", "q")), TestContext.Current.CancellationToken);
        Assert.Equal("Hello, host!", result);
    }

    [Fact]
    public async Task StartTimeSkipping_LongTimer_IsSkipped()
    {
        await using var environment = await WorkflowEnvironment.StartTimeSkippingAsync(new() { TestServer = new() { ExistingPath = HostPath, StartupTimeout = TimeSpan.FromSeconds(60) } });
        using var worker = new TemporalWorker(environment.Client, SampleWorker.Options("q"));
        var watch = Stopwatch.StartNew();
        var result = await worker.ExecuteAsync(() => environment.Client.ExecuteWorkflowAsync(
            (TimerWorkflow w) => w.RunAsync((int)TimeSpan.FromDays(20).TotalMilliseconds), new("w1", "q")), TestContext.Current.CancellationToken);
        Assert.Equal("fired", result);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
        var before = await environment.GetCurrentTimeAsync();
        await environment.DelayAsync(TimeSpan.FromHours(3));
        Assert.True(await environment.GetCurrentTimeAsync() - before >= TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task Kill_WithOpenWorkflows_LosesNothing()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("devserver").FullName, "t.db");
        var port = FreePort.Take();
        string[] arguments = ["server", "start-dev", "--headless", "--port", $"{port}", "--db-filename", file];
        using (var first = await HostProcess.StartAsync(HostPath, arguments))
        {
            var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
            using var worker = new TemporalWorker(client, SampleWorker.Options("q"));
            await worker.ExecuteAsync(
                async () =>
                {
                    var handle = await client.StartWorkflowAsync((MailboxWorkflow w) => w.RunAsync(3), new("mail", "q"));
                    await handle.SignalAsync(w => w.PutAsync("one"));
                    Assert.Equal(2, await handle.ExecuteUpdateAsync(w => w.AddAsync("two")));
                    await client.StartWorkflowAsync((TimerWorkflow w) => w.RunAsync(1500), new("timer", "q"));
                    await client.ExecuteWorkflowAsync((GreetWorkflow w) => w.RunAsync("closed"), new("closed", "q"));
                },
                TestContext.Current.CancellationToken);
            first.Kill();
        }

        using (await HostProcess.StartAsync(HostPath, arguments))
        {
            var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
            using var worker = new TemporalWorker(client, SampleWorker.Options("q"));
            await worker.ExecuteAsync(
                async () =>
                {
                    var handle = client.GetWorkflowHandle<MailboxWorkflow, string>("mail");
                    await handle.SignalAsync(w => w.PutAsync("three"));
                    Assert.Equal("one,two,three", await handle.GetResultAsync());
                    Assert.Equal("fired", await client.GetWorkflowHandle<TimerWorkflow, string>("timer").GetResultAsync());
                    Assert.Equal("Hello, closed!", await client.GetWorkflowHandle<GreetWorkflow, string>("closed").GetResultAsync());
                    Assert.Equal(3, (await client.CountWorkflowsAsync("")).Count);
                },
                TestContext.Current.CancellationToken);
        }
    }
}

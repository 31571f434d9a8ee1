using System.Net;
using BackgroundAgent.TestKit;
using BackgroundAgent.Worker.Connections;
using BackgroundAgent.Worker.Data;
using Temporalio.Api.Enums.V1;

namespace BackgroundAgent.Worker.Tests;

public sealed class AllInOneTests(Server server) : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Start_OnAServerElsewhere_UsesIt()
    {
        var elsewhere = Options() with { Temporal = new ConnectionRequest { Address = server.Address, Namespace = server.Client.Options.Namespace } };

        await using var all = await AllInOne.StartAsync(elsewhere, TestContext.Current.CancellationToken);

        Assert.Equal(server.Address, all.Endpoint.TemporalAddress);
    }

    [Fact]
    public async Task Start_Embedded_AnswersAndCanBeFound()
    {
        await using var all = await AllInOne.StartAsync(Options(), TestContext.Current.CancellationToken);

        Assert.Equal(all.Endpoint, AllInOneEndpoint.Find(_folder.Path));
        using var http = new HttpClient();
        using var ready = await http.GetAsync(all.Endpoint.GatewayUrl + "/readyz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Start_Embedded_TakesOnlySignedWebhooks()
    {
        await using var all = await AllInOne.StartAsync(Options(), TestContext.Current.CancellationToken);

        using var http = new HttpClient();
        using var refused = await http.PostAsync(all.Endpoint.GatewayUrl + "/webhooks/ci", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Start_Embedded_ServesTemporalOverARestart()
    {
        var options = Options();
        string hostQueue;
        await using (var all = await AllInOne.StartAsync(options, TestContext.Current.CancellationToken))
        {
            await all.Client.StartWorkflowAsync("Nobody", [], new("kept", "nowhere"));
            hostQueue = await File.ReadAllTextAsync(new DataLayout(_folder.Path).HostNameFile, TestContext.Current.CancellationToken);
        }

        await using var again = await AllInOne.StartAsync(options, TestContext.Current.CancellationToken);

        var kept = await again.Client.GetWorkflowHandle("kept").DescribeAsync();
        Assert.Equal(WorkflowExecutionStatus.Running, kept.Status);
        Assert.Equal(hostQueue, await File.ReadAllTextAsync(new DataLayout(_folder.Path).HostNameFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_DirectoryInUse_SaysWhoUsesIt()
    {
        await using var all = await AllInOne.StartAsync(Options(), TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => AllInOne.StartAsync(Options(), TestContext.Current.CancellationToken));

        Assert.Equal(Environment.ProcessId, refused.ProcessId);
    }

    [Fact]
    public async Task Stop_Twice_LeavesTheDirectoryFree()
    {
        var all = await AllInOne.StartAsync(Options(), TestContext.Current.CancellationToken);

        await all.StopAsync(TestContext.Current.CancellationToken);
        await all.DisposeAsync();

        Assert.Null(AllInOneEndpoint.Find(_folder.Path));
        Assert.False(DataDirectoryLock.IsHeld(new DataLayout(_folder.Path)));
    }

    [Fact]
    public async Task Start_Fails_ReleasesTheDirectory()
    {
        var unreachable = Options() with { Temporal = new ConnectionRequest { Address = "127.0.0.1:1" } };

        await Assert.ThrowsAnyAsync<Exception>(() => AllInOne.StartAsync(unreachable, TestContext.Current.CancellationToken));

        Assert.False(DataDirectoryLock.IsHeld(new DataLayout(_folder.Path)));
    }

    public void Dispose() => _folder.Dispose();

    private AllInOneOptions Options() => new()
    {
        DataDirectory = _folder.Path,
    };
}

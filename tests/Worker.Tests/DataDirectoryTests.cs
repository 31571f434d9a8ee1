using BackgroundAgent.TestKit;
using BackgroundAgent.Worker.Data;

namespace BackgroundAgent.Worker.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DataLayout Layout => new(Path.Combine(_folder.Path, "data"));

    [Fact]
    public async Task Take_SecondTime_NamesTheDirectory()
    {
        using var first = await DataDirectoryLock.TakeAsync(Layout, Cancel);

        var refused = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => DataDirectoryLock.TakeAsync(Layout, Cancel));

        Assert.Equal(Layout.Root, refused.DataDirectory);
        Assert.Contains(Layout.Root, refused.Message);
    }

    [Fact]
    public async Task Take_AfterRelease_Works()
    {
        (await DataDirectoryLock.TakeAsync(Layout, Cancel)).Dispose();

        Assert.False(DataDirectoryLock.IsHeld(Layout));
        using var again = await DataDirectoryLock.TakeAsync(Layout, Cancel);
        Assert.True(DataDirectoryLock.IsHeld(Layout));
    }

    [Fact]
    public async Task IsHeld_ManyAskAtOnce_AreNotTakenForOwners()
    {
        (await DataDirectoryLock.TakeAsync(Layout, Cancel)).Dispose();

        var askers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 2_000).Count(_ => DataDirectoryLock.IsHeld(Layout)), Cancel));

        Assert.All(await Task.WhenAll(askers), wrong => Assert.Equal(0, wrong));
    }

    [Fact]
    public async Task Take_WhileSomebodyAsks_Works()
    {
        (await DataDirectoryLock.TakeAsync(Layout, Cancel)).Dispose();
        Task<DataDirectoryLock> taking;
        using (new FileStream(Layout.LockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            taking = DataDirectoryLock.TakeAsync(Layout, Cancel);
            Assert.False(taking.IsCompleted);
        }

        using var taken = await taking;
        Assert.True(DataDirectoryLock.IsHeld(Layout));
    }

    [Fact]
    public async Task Take_NewDirectory_IsClosedToOthers()
    {
        using var taken = await DataDirectoryLock.TakeAsync(Layout, Cancel);

        Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(Layout.Root) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == 0);
    }

    [Fact]
    public void WebhookSecret_MadeOnce_IsKeptAndReadableByItsOwnerOnly()
    {
        Layout.Create();

        var secret = OnceWrittenFile.WebhookSecret(Layout);

        Assert.Equal(64, secret.Length);
        Assert.Equal(secret, OnceWrittenFile.WebhookSecret(Layout));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Layout.WebhookSecretFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void HostName_MadeOnce_IsKeptAndFitForATaskQueue()
    {
        Layout.Create();

        var name = OnceWrittenFile.HostName(Layout);

        Assert.Equal(name, OnceWrittenFile.HostName(Layout));
        Assert.Matches("^[a-z0-9-]+$", name);
    }

    [Fact]
    public void Find_EndpointOfADeadProcess_IsNobody()
    {
        Layout.Create();
        Endpoint().Write(Layout);

        Assert.Null(AllInOneEndpoint.Find(Layout.Root));
    }

    [Fact]
    public async Task Find_EndpointOfALiveProcess_IsRead()
    {
        using var taken = await DataDirectoryLock.TakeAsync(Layout, Cancel);
        Endpoint().Write(Layout);

        Assert.Equal(Endpoint(), AllInOneEndpoint.Find(Layout.Root));
    }

    [Fact]
    public async Task Find_HalfWrittenEndpoint_IsNobody()
    {
        using var taken = await DataDirectoryLock.TakeAsync(Layout, Cancel);
        File.WriteAllText(Layout.EndpointFile, "{\"temporalAddress\":\"127.");

        Assert.Null(AllInOneEndpoint.Find(Layout.Root));
    }

    public void Dispose() => _folder.Dispose();

    private static AllInOneEndpoint Endpoint() => new()
    {
        TemporalAddress = "127.0.0.1:1",
        Namespace = "default",
        GatewayUrl = "http://127.0.0.1:2",
        ProcessId = 3,
        StartedAt = DateTimeOffset.UnixEpoch,
    };
}

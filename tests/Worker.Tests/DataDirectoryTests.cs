using BackgroundAgent.TestKit;
using BackgroundAgent.Worker.Data;

namespace BackgroundAgent.Worker.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private DataLayout Layout => new(Path.Combine(_folder.Path, "data"));

    [Fact]
    public void Take_SecondTime_NamesTheDirectory()
    {
        using var first = DataDirectoryLock.Take(Layout);

        var refused = Assert.Throws<DataDirectoryInUseException>(() => DataDirectoryLock.Take(Layout));

        Assert.Equal(Layout.Root, refused.DataDirectory);
        Assert.Contains(Layout.Root, refused.Message);
    }

    [Fact]
    public void Take_AfterRelease_Works()
    {
        DataDirectoryLock.Take(Layout).Dispose();

        Assert.False(DataDirectoryLock.IsHeld(Layout));
        using var again = DataDirectoryLock.Take(Layout);
        Assert.True(DataDirectoryLock.IsHeld(Layout));
    }

    [Fact]
    public void Take_NewDirectory_IsClosedToOthers()
    {
        using var taken = DataDirectoryLock.Take(Layout);

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
    public void Find_EndpointOfALiveProcess_IsRead()
    {
        using var taken = DataDirectoryLock.Take(Layout);
        Endpoint().Write(Layout);

        Assert.Equal(Endpoint(), AllInOneEndpoint.Find(Layout.Root));
    }

    [Fact]
    public void Find_HalfWrittenEndpoint_IsNobody()
    {
        using var taken = DataDirectoryLock.Take(Layout);
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

using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Artifacts;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.Artifacts;

public sealed class FolderArtifactStoreTests : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly ForgesHost host;

    public FolderArtifactStoreTests()
    {
        host = new ForgesHost(folder.Join("data"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IArtifactStore Store => host.Get<IArtifactStore>();

    public void Dispose()
    {
        host.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task WriteAsync_Content_IsFoundAgainWithItsDigest()
    {
        var bytes = Encoding.UTF8.GetBytes("log\n");

        var artifact = await Store.WriteAsync("tasks/t1/log.txt", new MemoryStream(bytes), "text/plain", Cancel);

        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), 4L, "text/plain"), (artifact.Sha256, artifact.Bytes, artifact.MediaType));
        await using var stream = await Store.OpenAsync(artifact, Cancel);
        Assert.Equal("log\n", await new StreamReader(stream!).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task WriteAsync_SourceFailsHalfway_KeepsTheOldContent()
    {
        var artifact = await Store.WriteAsync("a/b", new MemoryStream([1, 2, 3]), "x/y", Cancel);

        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync("a/b", new BrokenStream(), "x/y", Cancel));

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(artifact.Uri, Cancel));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(artifact.Uri)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    public async Task WriteAsync_NameThatLeavesTheStore_IsInvalid(string name)
        => Assert.Equal(
            ForgeFault.Invalid,
            (await Assert.ThrowsAsync<ForgeException>(() => Store.WriteAsync(name, Stream.Null, "x/y", Cancel))).Fault);

    [Fact]
    public async Task OpenAsync_GoneOrForeign_IsNullOrInvalid()
    {
        var artifact = await Store.WriteAsync("a", Stream.Null, "x/y", Cancel);
        File.Delete(artifact.Uri);

        Assert.Null(await Store.OpenAsync(artifact, Cancel));
        await Assert.ThrowsAsync<ForgeException>(() => Store.OpenAsync(new ArtifactRef("/etc/passwd", "", 0, "x/y"), Cancel));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => throw new IOException("broken");
    }
}

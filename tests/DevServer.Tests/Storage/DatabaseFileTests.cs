using BackgroundAgent.DevServer.Storage;
using Microsoft.Data.Sqlite;

namespace BackgroundAgent.DevServer.Tests.Storage;

/// <summary>A file the server cannot use is refused with the reason and stays as it is.</summary>
public sealed class DatabaseFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devserver-file-");

    private string FilePath => Path.Combine(_folder.FullName, "t.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_FileThatIsNoDatabase_IsRefused()
    {
        await File.WriteAllTextAsync(FilePath, "not a database, but long enough to have a header of one hundred bytes and then some more than that in it", TestContext.Current.CancellationToken);
        await RefusesAsync("left as it is");
    }

    [Fact]
    public async Task Start_DatabaseOfSomethingElse_IsRefused()
    {
        Execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        await RefusesAsync("not a database of this server");
    }

    [Fact]
    public async Task Start_NewerSchema_IsRefused()
    {
        await UseAsync();
        Execute("PRAGMA user_version = 1000");
        await RefusesAsync("newer version");
    }

    [Fact]
    public async Task Start_DamagedPages_IsRefused()
    {
        await UseAsync();
        var bytes = await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0x5a);
        await File.WriteAllBytesAsync(FilePath, bytes, TestContext.Current.CancellationToken);
        await RefusesAsync("left as it is");
    }

    [Fact]
    public async Task Start_FileInUse_IsRefused()
    {
        await using var first = await EmbeddedServer.StartAsync(new() { DatabaseFile = FilePath }, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<StoreException>(() => EmbeddedServer.StartAsync(new() { DatabaseFile = FilePath }));
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    private async Task UseAsync()
    {
        await using var server = await EmbeddedServer.StartAsync(new() { DatabaseFile = FilePath }, TestContext.Current.CancellationToken);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task RefusesAsync(string reason)
    {
        var before = await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<StoreException>(() => EmbeddedServer.StartAsync(new() { DatabaseFile = FilePath }));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken));
    }
}

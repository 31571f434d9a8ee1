using System.Runtime.CompilerServices;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Tests.Rpc;

public sealed class MethodPageTests
{
    /// <summary>With UPDATE_DOCS=1 the page is written instead of compared.</summary>
    [Fact]
    public async Task Write_OfTheServersTable_IsThePageInDocs()
    {
        await using var parts = ServerParts.Create(new EmbeddedServerOptions { TimeSkipping = true });
        var page = MethodPage.Write(parts.Table);
        var path = Path.Combine(Root(), "docs", "dev-server.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), page);
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}

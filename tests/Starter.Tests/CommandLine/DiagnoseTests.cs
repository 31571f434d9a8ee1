using System.Text.Json;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class DiagnoseTests
{
    [Fact]
    public async Task Diagnose_Json_OneDocumentPerInput()
    {
        using var folder = new TempFolder();
        var red = folder.File("red.log", "src/App.cs(3,5): error CS0246: The type or namespace name 'X' could not be found [/src/App.csproj]\n");
        var dull = folder.File("dull.log", "nothing of note\n");

        var (exit, output, error) = await Programs.RunAsync(Programs.Bgagent, folder.Path, "diagnose", "--json", red, dull);

        Assert.True(exit == 0, error);
        var documents = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([red, dull], documents.Select(document => document.GetProperty("input").GetString()));
        Assert.Equal("CS0246", documents[0].GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Diagnose_NothingReadable_EndsWith1()
    {
        using var folder = new TempFolder();

        var (exit, _, error) = await Programs.RunAsync(Programs.Bgagent, folder.Path, "diagnose", "gone.log");

        Assert.Equal(1, exit);
        Assert.Contains("gone.log", error, StringComparison.Ordinal);
    }
}

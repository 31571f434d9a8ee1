using System.Text.Json;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.Starter.Tests.Support;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

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

    /// <summary>A simulated GitHub on a socket of this machine; the program finds it by its settings.</summary>
    [Fact]
    public async Task Diagnose_AddressesOfTheForge_AreReadOrRefusedWithTheirCode()
    {
        using var folder = new TempFolder();
        await using var simulator = await SimulatedGitHub.StartAsync(new SimulatorOptions { Folder = System.IO.Path.Combine(folder.Path, "github") });
        var person = ScratchRepository.Create(System.IO.Path.Combine(folder.Path, "person"));
        var repository = await simulator.AddRepositoryAsync("app", person.Path);
        repository.RunCi("main", CiPlan.OneJob(JobOutcome.Red("src/App.cs(3,5): error CS0246: lost\n")));
        var page = repository.Url.Replace(".git", "", StringComparison.Ordinal);
        var settings = folder.File("data/bgagent.json", JsonSerializer.Serialize(new { GitHub = new { Token = SimulatorOptions.MachineToken, ApiUrl = simulator.Address, GitHost = simulator.Host } }));
        var data = System.IO.Path.GetDirectoryName(settings)!;

        var run = await Eventually.IsAsync(
            "the red commit", () => Programs.RunAsync(Programs.Bgagent, folder.Path, "diagnose", "--json", "--data-dir", data, $"{page}/commit/{person.Head}"), seen => seen.ExitCode == 0, TimeSpan.FromSeconds(60));
        Assert.Contains("CS0246", run.Out, StringComparison.Ordinal);

        Assert.Equal(66, await ExitAsync(folder, data, $"{page}/actions/runs/999999"));
        Assert.Equal(64, await ExitAsync(folder, data, $"{page}/issues/1"));
        Assert.Equal(64, await ExitAsync(folder, data, "https://github.example.org/o/r/actions/runs/1"));
        folder.File("data/bgagent.json", JsonSerializer.Serialize(new { GitHub = new { Token = "nobody's", ApiUrl = simulator.Address, GitHost = simulator.Host } }));
        Assert.Equal(77, await ExitAsync(folder, data, $"{page}/actions/runs/1"));
        folder.File("data/bgagent.json", "{}");
        Assert.Equal(78, await ExitAsync(folder, data, "https://github.com/o/r/actions/runs/1"));
    }

    [Fact]
    public async Task Diagnose_RunOfLocalCi_IsFoundByItsNumber()
    {
        using var folder = new TempFolder();
        folder.File("artifacts/ci/run-3/attempt-1.log", "src/App.cs(3,5): error CS0246: lost\n");
        folder.File("artifacts/ci/run-3/attempt-2.log", "src/App.cs(4,5): error CS0103: lost\n");

        var (exit, output, error) = await Programs.RunAsync(Programs.Bgagent, folder.Path, "diagnose", "--json", "--data-dir", folder.Path, "local:3/1", "local:3");

        Assert.True(exit == 0, error);
        Assert.Contains("CS0246", output.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("CS0103", output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal(66, await ExitAsync(folder, folder.Path, "local:4"));
    }

    [Fact]
    public async Task Diagnose_NothingReadable_EndsWith1()
    {
        using var folder = new TempFolder();

        var (exit, _, error) = await Programs.RunAsync(Programs.Bgagent, folder.Path, "diagnose", "gone.log");

        Assert.Equal(1, exit);
        Assert.Contains("gone.log", error, StringComparison.Ordinal);
    }

    private static async Task<int> ExitAsync(TempFolder folder, string data, string address)
    {
        var (exit, _, error) = await Programs.RunAsync(Programs.Bgagent, folder.Path, "diagnose", "--data-dir", data, address);
        Assert.StartsWith($"bgagent: {address}: ", error, StringComparison.Ordinal);
        return exit;
    }
}

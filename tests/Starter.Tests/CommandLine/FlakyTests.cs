using System.Text.Json;
using BackgroundAgent.Diagnosis.Flakiness;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.CommandLine;

public sealed class FlakyTests
{
    [Fact]
    public async Task Flaky_Json_HasRatesAndIntervals()
    {
        using var folder = new TempFolder();
        Note(Path.Combine(folder.Path, "flakiness.db"));
        var cli = new Cli();

        Assert.Equal(0, await cli.RunAsync("flaky", "--json", "--data-dir", folder.Path));

        var found = JsonDocument.Parse(cli.Out).RootElement;
        Assert.Equal((8, 2), (found.GetProperty("runs").GetInt32(), found.GetProperty("knownTests").GetInt32()));
        var test = Assert.Single(found.GetProperty("tests").EnumerateArray());
        Assert.Equal("A.Flaky", test.GetProperty("test").GetString());
        Assert.Equal((8, 4, 0.5), (test.GetProperty("runs").GetInt32(), test.GetProperty("flakes").GetInt32(), test.GetProperty("rate").GetDouble()));
        Assert.InRange(test.GetProperty("low").GetDouble(), 0.2, 0.3);
    }

    [Fact]
    public async Task Flaky_PlainAndPretty_ShowTheTest()
    {
        using var folder = new TempFolder();
        Note(Path.Combine(folder.Path, "flakiness.db"));
        var plain = new Cli();
        var pretty = new Cli { IsTerminal = true };
        pretty.Variables["NO_COLOR"] = "1";

        Assert.Equal(0, await plain.RunAsync("flaky", "--data-dir", folder.Path));
        Assert.Equal(0, await pretty.RunAsync("flaky", "--data-dir", folder.Path));

        Assert.StartsWith("A.Flaky\t4\t8\t0.5\t", plain.Out, StringComparison.Ordinal);
        Assert.Contains("4 of 8", pretty.Out, StringComparison.Ordinal);
        Assert.Contains("50.0 %", pretty.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flaky_OtherRepositoryOrNothingKnown_IsEmpty()
    {
        using var folder = new TempFolder();
        var nothing = new Cli { IsTerminal = true };
        Assert.Equal(0, await nothing.RunAsync("flaky", "--data-dir", folder.Path));
        Assert.Contains("No CI run has been read yet.", nothing.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "flakiness.db")));

        Note(Path.Combine(folder.Path, "flakiness.db"));
        var other = new Cli();
        Assert.Equal(0, await other.RunAsync("flaky", "--data-dir", folder.Path, "--repo", "https://example.org/other.git"));
        Assert.Equal("", other.Out);
    }

    [Fact]
    public async Task Flaky_FileIsNoDatabase_SaysWhatToDo()
    {
        using var folder = new TempFolder();
        folder.File("flakiness.db", new string('x', 5000));
        var cli = new Cli();

        Assert.Equal(1, await cli.RunAsync("flaky", "--data-dir", folder.Path));
        Assert.Contains("Move the file away", cli.Error, StringComparison.Ordinal);
    }

    private static void Note(string file)
    {
        using var statistics = new FlakinessStatistics(file, TimeProvider.System);
        for (var commit = 0; commit < 4; commit++)
        {
            statistics.Record(new("https://example.org/app.git", "ci", $"c{commit}", "1/1", ["A.Steady"], ["A.Flaky"]));
            statistics.Record(new("https://example.org/app.git", "ci", $"c{commit}", "1/2", ["A.Steady", "A.Flaky"], []));
        }
    }
}

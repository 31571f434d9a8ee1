using System.IO.Compression;
using System.Text;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>What a failed job left behind: logs of the job and of the run, annotations, reports in artifacts.</summary>
public sealed class EvidenceTests
{
    private const string JUnit = """<testsuite name="s"><testcase classname="A" name="Works"><failure message="no"/></testcase></testsuite>""";

    private static readonly JobOutcome Red = JobOutcome.Red("error: it is broken\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenLog_OnlyInTheZipOfTheRun_IsTakenFromThere()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var plan = new CiPlan
        {
            Workflows =
            [
                new WorkflowPlan
                {
                    Jobs =
                    [
                        new JobPlan { Name = "build (linux, x64)", Outcomes = [Red with { Keeping = LogKeeping.RunOnly }] },
                        new JobPlan { Name = "lint", Outcomes = [JobOutcome.Green] },
                    ],
                },
            ],
        };
        var check = await RedAsync(bench, plan);

        await using var log = await bench.Forge.OpenLogAsync(bench.Repository, check, Cancel);

        Assert.Equal("error: it is broken\n", await new StreamReader(log!).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task OpenLog_Expired_IsAnsweredByAnnotations()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var check = await RedAsync(bench, CiPlan.OneJob(Red with { Keeping = LogKeeping.Expired, Notes = [new NotePlan("src/a.c", 7, "it is broken")] }));

        await using var log = await bench.Forge.OpenLogAsync(bench.Repository, check, Cancel);

        Assert.Equal("src/a.c:7: error: it is broken\n", await new StreamReader(log!).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task OpenLog_NothingLeft_IsNull()
    {
        await using var bench = await GitHubForgeBench.StartAsync();

        Assert.Null(await bench.Forge.OpenLogAsync(bench.Repository, await RedAsync(bench, CiPlan.OneJob(Red with { Keeping = LogKeeping.Expired })), Cancel));
    }

    [Fact]
    public async Task ReadReports_OfAJob_AreTheFilesThatMayBeReports()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var outcome = Red.WithReport("binaries", "app.exe", "MZ").WithReport("gone", "late.xml", JUnit).WithReport("test-results", "out/junit.xml", JUnit);
        var check = await RedAsync(bench, CiPlan.OneJob(outcome with
        {
            Artifacts = [.. outcome.Artifacts.Select(artifact => artifact with { Expired = artifact.Name == "gone" })],
        }));

        var report = Assert.Single(await ReportsAsync(bench, check));

        Assert.Equal(("test-results/out/junit.xml", JUnit), report);
    }

    [Fact]
    public async Task ReadReports_ThatUnpackToMoreThanAllowed_AreLeftOut()
    {
        await using var bench = await GitHubForgeBench.StartAsync();
        var outcome = Red with
        {
            Artifacts =
            [
                new ArtifactPlan("a-bomb", new Dictionary<string, string>(), Bytes: Bomb(lies: false)),
                new ArtifactPlan("a-lie", new Dictionary<string, string>(), Bytes: Bomb(lies: true)),
                new ArtifactPlan("no-zip", new Dictionary<string, string>(), Bytes: Encoding.UTF8.GetBytes("PK, but no archive")),
            ],
        };
        var check = await RedAsync(bench, CiPlan.OneJob(outcome.WithReport("test-results", "junit.xml", JUnit)));

        var reports = await ReportsAsync(bench, check);

        Assert.Contains(("test-results/junit.xml", JUnit), reports);
        Assert.All(reports, report => Assert.InRange(report.Text.Length, 0, 33 * 1024 * 1024));
        Assert.DoesNotContain(reports, report => report.Name.StartsWith("a-bomb", StringComparison.Ordinal));
    }

    /// <summary>Some kilobytes that unpack to 40 MB.</summary>
    /// <param name="lies">Says that it unpacks to ten bytes.</param>
    private static byte[] Bomb(bool lies)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("report.xml").Open();
            var zeroes = new byte[1024 * 1024];
            for (var part = 0; part < 40; part++)
            {
                entry.Write(zeroes);
            }
        }

        var bytes = buffer.ToArray();
        if (lies)
        {
            // The central directory's record: "PK" 1 2, and 24 bytes on the unpacked size (APPNOTE 4.3.12).
            var record = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
            BitConverter.TryWriteBytes(bytes.AsSpan(record + 24), 10);
        }

        return bytes;
    }

    private static async Task<List<(string Name, string Text)>> ReportsAsync(GitHubForgeBench bench, CheckResult check)
    {
        List<(string Name, string Text)> found = [];
        await foreach (var report in bench.Forge.ReadReportsAsync(bench.Repository, check, Cancel))
        {
            using var reader = new StreamReader(report.Content);
            found.Add((report.Name, await reader.ReadToEndAsync(Cancel)));
        }

        return found;
    }

    private static async Task<CheckResult> RedAsync(GitHubForgeBench bench, CiPlan plan)
    {
        var push = await bench.PushAsync("t", plan);
        var query = new CiQuery { TaskId = "t", Repository = bench.Repository, Branch = push.Branch, Commit = push.Commit };
        var seen = await Eventually.IsAsync(
            "all checks to end", () => bench.Forge.ReadCiAsync(query, Cancel), ci => ci.Checks.Count > 0 && ci.Checks.All(check => check.Status == CheckStatus.Completed));
        return seen.Checks.First(check => check.Conclusion == CheckConclusion.Failure);
    }
}

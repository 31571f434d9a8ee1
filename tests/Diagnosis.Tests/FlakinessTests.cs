using BackgroundAgent.Diagnosis.Flakiness;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class FlakinessTests
{
    [Fact]
    public void Of_FailureOfACommitThatAlsoPassed_IsAFlake()
    {
        using var statistics = new FlakinessStatistics(":memory:", TimeProvider.System);
        Assert.Equal(1, statistics.Record(Run("c1", "1/1", failed: ["A.B"])));
        Assert.Equal(2, statistics.Record(Run("c1", "1/2", passed: ["A.B", "A.C"])));
        Assert.Equal(0, statistics.Record(Run("c1", "1/2", passed: ["A.B", "A.C"])));
        statistics.Record(Run("c2", "3/1", failed: ["A.B"]));
        statistics.Record(Run("c3", "4/1", failed: ["A.B"]) with { Repository = "other" });

        var rate = Assert.NotNull(statistics.Of("r", "A.B"));
        Assert.Equal((3L, 1L), (rate.Runs, rate.Flakes));
        Assert.Equal((1L, 0L), (statistics.Of("r", "A.C")!.Value.Runs, statistics.Of("r", "A.C")!.Value.Flakes));
        Assert.Null(statistics.Of("r", "A.D"));
        Assert.Equal((3L, 2L), statistics.Count("r"));
        Assert.Equal((4L, 3L), statistics.Count(null));
    }

    [Fact]
    public void Of_PassOnAnotherCheck_IsNoFlake()
    {
        using var statistics = new FlakinessStatistics(":memory:", TimeProvider.System);
        statistics.Record(Run("c1", "1/1", failed: ["A.B"]) with { Check = "windows" });
        statistics.Record(Run("c1", "2/1", passed: ["A.B"]) with { Check = "linux" });
        Assert.Equal(0, statistics.Of("r", "A.B")!.Value.Flakes);
        Assert.Empty(statistics.Flakiest(null, 10));
    }

    [Fact]
    public void Record_TestIsInBothLists_Failed()
    {
        using var statistics = new FlakinessStatistics(":memory:", TimeProvider.System);
        statistics.Record(Run("c1", "1/1", passed: ["A.B"], failed: ["A.B"]));
        statistics.Record(Run("c1", "1/2", passed: ["A.B"]));
        Assert.Equal(1, statistics.Of("r", "A.B")!.Value.Flakes);
    }

    [Fact]
    public void Flakiest_SeveralTests_PutsTheSurestFirst()
    {
        using var statistics = new FlakinessStatistics(":memory:", TimeProvider.System);
        for (var commit = 0; commit < 40; commit++)
        {
            statistics.Record(Run($"c{commit}", "1/1", passed: ["steady"], failed: commit % 2 == 0 ? ["often"] : commit == 1 ? ["once"] : []));
            statistics.Record(Run($"c{commit}", "1/2", passed: ["steady", "often", "once"]));
        }

        var flakiest = statistics.Flakiest("r", 10);
        Assert.Equal(["often", "once"], flakiest.Select(test => test.Test));
        Assert.Equal((60L, 20L), (flakiest[0].Rate.Runs, flakiest[0].Rate.Flakes));
        Assert.NotNull(flakiest[0].LastFlake);
        Assert.Single(statistics.Flakiest(null, 1));
    }

    [Fact]
    public void Record_TwoProcessesAtOnce_LoseNothing()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("bgagent-flaky-").FullName, "flakiness.db");
        using (var one = new FlakinessStatistics(file, TimeProvider.System))
        using (var other = new FlakinessStatistics(file, TimeProvider.System))
        {
            Parallel.For(0, 40, i => (i % 2 == 0 ? one : other).Record(Run($"c{i}", "1/1", passed: ["A.B"])));
            Assert.Equal(40, one.Of("r", "A.B")!.Value.Runs);
        }

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void FlakeRate_FewRuns_HasAWideInterval()
    {
        var few = FlakeRate.Of(4, 1);
        var many = FlakeRate.Of(400, 100);
        Assert.Equal(few.Rate, many.Rate);
        Assert.True(few.High - few.Low > 3 * (many.High - many.Low));
        Assert.InRange(FlakeRate.Of(100, 0).High, 0.03, 0.04);
        Assert.Equal(0, FlakeRate.Of(100, 0).Low, 6);
    }

    [Fact]
    public void Forget_OldRuns_DropsThem()
    {
        var time = new ManualTime();
        using var statistics = new FlakinessStatistics(":memory:", time);
        statistics.Record(Run("c1", "1/1", passed: ["A.B", "gone"]));
        time.Now += FlakinessStatistics.Kept + TimeSpan.FromDays(1);

        // By itself, with the next run.
        statistics.Record(Run("c2", "2/1", passed: ["A.B"]));
        Assert.Equal(1, statistics.Of("r", "A.B")!.Value.Runs);
        Assert.Equal((1L, 1L), statistics.Count(null));
        time.Now += TimeSpan.FromDays(10);
        Assert.Equal(1, statistics.Forget(TimeSpan.FromDays(5)));
        Assert.Null(statistics.Of("r", "A.B"));
    }

    private static TestResults Run(string commit, string run, string[]? passed = null, string[]? failed = null) => new("r", "ci", commit, run, passed ?? [], failed ?? []);

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

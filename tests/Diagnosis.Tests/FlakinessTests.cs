using BackgroundAgent.Diagnosis.Flakiness;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class FlakinessTests
{
    [Fact]
    public void Of_FailureOfACommitThatAlsoPassed_IsAFlake()
    {
        using var statistics = new FlakinessStatistics(":memory:", TimeProvider.System);
        statistics.Record(new("r", "A.B", "c1", "1", Failed: true));
        statistics.Record(new("r", "A.B", "c1", "2", Failed: false));
        statistics.Record(new("r", "A.B", "c1", "2", Failed: false));
        statistics.Record(new("r", "A.B", "c2", "3", Failed: true));
        statistics.Record(new("other", "A.B", "c3", "4", Failed: true));
        var rate = Assert.NotNull(statistics.Of("r", "A.B"));
        Assert.Equal((3L, 1L), (rate.Runs, rate.Flakes));
        Assert.Null(statistics.Of("r", "A.C"));
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
        statistics.Record(new("r", "A.B", "c1", "1", Failed: false));
        time.Now += TimeSpan.FromDays(100);
        statistics.Record(new("r", "A.B", "c2", "2", Failed: false));
        Assert.Equal(1, statistics.Forget(TimeSpan.FromDays(90)));
        Assert.Equal(1, statistics.Of("r", "A.B")!.Value.Runs);
    }

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

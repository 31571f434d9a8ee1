using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Tests.Matching;

/// <summary>Rates that no worker should ask for, and some do.</summary>
public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void Wait_RateWithoutALimit_IsZero(double rate)
    {
        var bucket = new TokenBucket();
        for (var taken = 0; taken < 100; taken++)
        {
            Assert.Equal(TimeSpan.Zero, bucket.Wait(rate, Start));
            bucket.Take();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NegativeInfinity)]
    public void Wait_NoRate_IsInfinite(double rate) => Assert.Equal(Timeout.InfiniteTimeSpan, new TokenBucket().Wait(rate, Start));

    [Fact]
    public void Wait_TinyRate_IsADayAtMost()
    {
        var bucket = new TokenBucket();
        bucket.Wait(float.Epsilon, Start);
        bucket.Take();

        Assert.InRange(bucket.Wait(float.Epsilon, Start), TimeSpan.FromDays(1), TimeSpan.FromDays(1.001));
    }

    [Fact]
    public void Wait_AfterANumberAgain_LimitsAgain()
    {
        var bucket = new TokenBucket();
        bucket.Wait(double.NaN, Start);
        bucket.Take();
        for (var burst = 0; burst < 3; burst++)
        {
            Assert.Equal(TimeSpan.Zero, bucket.Wait(2, Start));
            bucket.Take();
        }

        Assert.InRange(bucket.Wait(2, Start), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.6));
    }
}

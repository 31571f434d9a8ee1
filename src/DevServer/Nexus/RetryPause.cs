using BackgroundAgent.DevServer.Hosting;

namespace BackgroundAgent.DevServer.Nexus;

/// <summary>The pause between two attempts: doubles each time up to the longest, less a random fifth so that retries spread.</summary>
internal sealed record RetryPause(TimeSpan First, TimeSpan Longest)
{
    private const double Spread = 0.2;

    public static RetryPause From(DynamicSettings settings, string component) => new(
        settings.Time(component + ".retryPolicy.initialInterval", TimeSpan.FromSeconds(1)),
        settings.Time(component + ".retryPolicy.maxInterval", TimeSpan.FromHours(1)));

    /// <param name="attempt">How many attempts there were, from one.</param>
    public TimeSpan After(int attempt)
    {
        var seconds = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 40)));
        return TimeSpan.FromSeconds(seconds * (1 - (Spread * Random.Shared.NextDouble())));
    }
}

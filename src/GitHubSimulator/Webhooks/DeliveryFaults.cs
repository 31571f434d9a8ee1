namespace BackgroundAgent.GitHubSimulator.Webhooks;

/// <summary>What happens to the deliveries of a repository; each share is from 0 to 1. The same seed does the same to the same sequence of events.</summary>
public sealed record DeliveryFaults
{
    public int Seed { get; init; }

    public double Lost { get; init; }

    public double Doubled { get; init; }

    /// <summary>Delayed by up to <see cref="LongestDelay"/>, which also changes the order.</summary>
    public double Late { get; init; }

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Sent once more before, with other contents and a wrong signature.</summary>
    public double Forged { get; init; }
}

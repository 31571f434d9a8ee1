using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts.Maintenance;

/// <summary>What a sweep of failed webhook deliveries may do.</summary>
public sealed record SweepInput
{
    public string Forge { get; init; } = "github";

    /// <summary>How far back deliveries are looked at; the forge keeps them for three days. 1 hour to 3 days.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Redeliveries of one event before it is given up. 1 to 20.</summary>
    public int PerDelivery { get; init; } = 3;

    /// <summary>Redeliveries of one sweep; the rest waits for the next one. 1 to 1,000.</summary>
    public int PerSweep { get; init; } = 100;
}

/// <summary>An event that nobody took.</summary>
/// <param name="Forge">Whose webhook.</param>
/// <param name="EventId">Of the event; all its deliveries have the same (GitHub calls it guid).</param>
/// <param name="DeliveryId">Its newest delivery.</param>
/// <param name="DeliveredAt">When that was tried.</param>
/// <param name="Event">Such as <c>check_run.completed</c>.</param>
/// <param name="StatusCode">What the receiver answered.</param>
/// <param name="Redeliveries">How often it was asked for already.</param>
public sealed record FailedDelivery(string Forge, string EventId, long DeliveryId, DateTimeOffset DeliveredAt, string Event, int StatusCode, int Redeliveries);

/// <summary>What a look at the deliveries found.</summary>
public sealed record FailedDeliveries
{
    /// <summary>To ask for again, oldest first, at most <see cref="SweepInput.PerSweep"/>.</summary>
    public IReadOnlyList<FailedDelivery> Deliveries { get; init; } = [];

    /// <summary>Events with a failed delivery in the window.</summary>
    public int Failed { get; init; }

    /// <summary>Of these, those that a later delivery brought.</summary>
    public int Recovered { get; init; }

    /// <summary>Of these, those that were asked for often enough.</summary>
    public int GivenUp { get; init; }

    /// <summary>Of these, those that wait for the next sweep.</summary>
    public int Postponed { get; init; }

    /// <summary>Why nothing was looked at, or not all; null: everything was.</summary>
    public string? Note { get; init; }
}

/// <summary>What one sweep did.</summary>
public sealed record SweepResult
{
    /// <inheritdoc cref="FailedDeliveries.Failed"/>
    public int Failed { get; init; }

    /// <inheritdoc cref="FailedDeliveries.Recovered"/>
    public int Recovered { get; init; }

    /// <inheritdoc cref="FailedDeliveries.GivenUp"/>
    public int GivenUp { get; init; }

    /// <inheritdoc cref="FailedDeliveries.Postponed"/>
    public int Postponed { get; init; }

    /// <summary>What was asked for, with what came of it.</summary>
    public IReadOnlyList<Redelivery> Redeliveries { get; init; } = [];

    /// <inheritdoc cref="FailedDeliveries.Note"/>
    public string? Note { get; init; }
}

/// <param name="EventId">Of the event.</param>
/// <param name="Event">Such as <c>check_run.completed</c>.</param>
/// <param name="Outcome">What came of asking.</param>
public sealed record Redelivery(string EventId, string Event, RedeliveryOutcome Outcome);

[JsonConverter(typeof(KebabCase<RedeliveryOutcome>))]
public enum RedeliveryOutcome
{
    /// <summary>The forge sends it again.</summary>
    Asked,

    /// <summary>It was sent again meanwhile; nothing was asked for.</summary>
    AlreadyAsked,

    /// <summary>The forge does not send it again: it is too old, or gone.</summary>
    Refused,

    /// <summary>The forge could not be asked; the next sweep will.</summary>
    Failed,
}

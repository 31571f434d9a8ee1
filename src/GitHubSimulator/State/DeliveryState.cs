namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>One webhook delivery, kept so that it can be listed and sent again.</summary>
internal sealed class DeliveryState
{
    public required long Id { get; init; }

    public required string Guid { get; init; }

    public required string Event { get; init; }

    public string? Action { get; init; }

    public required long RepositoryId { get; init; }

    public required string Body { get; init; }

    public bool Redelivery { get; init; }

    public DateTimeOffset DeliveredAt { get; set; }

    /// <summary>Whether it was sent, or lost on the way; until then it is in no list.</summary>
    public bool IsTried { get; set; }

    /// <summary>0: nobody answered.</summary>
    public int StatusCode { get; set; }
}

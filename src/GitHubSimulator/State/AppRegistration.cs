namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>An App that was made from a manifest and whose secrets nobody has fetched yet.</summary>
internal sealed record AppRegistration
{
    /// <summary>Good for one exchange.</summary>
    public required string Code { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Where it lives; null: with whoever made it.</summary>
    public string? Organization { get; init; }

    public required string Name { get; init; }

    public required string PrivateKey { get; init; }

    /// <summary>Null: it has no webhook.</summary>
    public string? WebhookSecret { get; init; }
}

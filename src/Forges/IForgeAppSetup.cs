namespace BackgroundAgent.Forges;

/// <summary>The last step of making an App on a forge.</summary>
public interface IForgeAppSetup
{
    /// <summary>Exchanges the code that the forge gave whoever made the App. It works once, within an hour.</summary>
    /// <exception cref="ForgeException"><see cref="ForgeFault.NotFound"/>: the code is wrong, used or too old.</exception>
    Task<CreatedApp> ExchangeAsync(string code, CancellationToken cancellationToken);
}

/// <summary>An App that was made, with its secrets.</summary>
public sealed record CreatedApp
{
    public required long Id { get; init; }

    /// <summary>Name in addresses.</summary>
    public required string Slug { get; init; }

    /// <summary>Its page.</summary>
    public required string Url { get; init; }

    /// <summary>PEM. Secret.</summary>
    public required string PrivateKey { get; init; }

    /// <summary>Secret; null: it has no webhook.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"App {Slug} ({Id})";
}

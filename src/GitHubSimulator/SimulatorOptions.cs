namespace BackgroundAgent.GitHubSimulator;

/// <summary>How the simulated GitHub behaves.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Absolute; holds the repositories as <c>owner/name.git</c>. Made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Between two steps of a CI run, such as queued and in progress. Default 15 ms.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>Where webhooks go; null: nobody listens, and every delivery fails.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>Key of the signatures.</summary>
    public string WebhookSecret { get; init; } = "simulated-webhook-secret";

    /// <summary>Public key of the App in PEM; null: there is no App. Its id is <see cref="AppId"/>.</summary>
    public string? AppPublicKey { get; init; }

    /// <summary>Requests an hour for each identity.</summary>
    public int RequestsPerHour { get; init; } = 5_000;

    /// <summary>How long an installation token lives; GitHub's is an hour.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public const long AppId = 4711;

    public const string AppSlug = "bgagent";

    /// <summary>Login of the App's bot account.</summary>
    public const string BotLogin = AppSlug + "[bot]";

    /// <summary>A fine-grained token of the user <c>machine</c>.</summary>
    public const string MachineToken = "github_pat_simulated";
}

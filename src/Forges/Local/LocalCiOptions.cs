using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Forges.Local;

/// <summary>Settings of local CI.</summary>
public sealed class LocalCiOptions : IValidatableObject
{
    /// <summary>Name of the one check that local CI reports.</summary>
    public const string CheckName = "ci";

    /// <summary>Whether this process runs jobs; off where another process on the same data directory does. Default on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Jobs at once. Default: one per processor; 1 to 256.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Longest single job. Default 1 hour; 1 second to 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromHours(1);

    public IsolationMode Isolation { get; set; } = IsolationMode.Auto;

    /// <summary>Where results are reported: the gateway's <c>/webhooks/ci</c>. Null: nowhere, tasks poll.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>Shared with the gateway; at least 16 characters when there is a URL.</summary>
    public string? WebhookSecret { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WebhookUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0))
        {
            yield return new ValidationResult("LocalCi: WebhookUrl must be an absolute http(s) URL without credentials.");
        }

        if (WebhookUrl is not null && (WebhookSecret?.Length ?? 0) < 16)
        {
            yield return new ValidationResult("LocalCi: WebhookSecret must have at least 16 characters.");
        }
    }
}

using System.ComponentModel.DataAnnotations;

namespace BackgroundAgent.Gateway;

/// <summary>Settings of the gateway. Section <c>Gateway</c>.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>Characters that a secret must have at least.</summary>
    public const int SecretCharacters = 16;

    /// <summary>Secrets of <c>/webhooks/ci</c>; several while they are rotated. None: the endpoint refuses everything.</summary>
    public IList<string> CiSecrets { get; } = [];

    /// <summary>Secrets of <c>/webhooks/github</c>; several while they are rotated. None: the endpoint refuses everything.</summary>
    public IList<string> GitHubSecrets { get; } = [];

    /// <summary>Label of an issue that asks for a task. Default <c>bgagent</c>.</summary>
    [Required]
    public string TaskLabel { get; set; } = "bgagent";

    /// <summary>
    /// Logins of our own on GitHub, such as <c>bgagent[bot]</c>: what they push, and change on pull requests, is no news. Default: none, and it wakes tasks for
    /// nothing.
    /// </summary>
    public IList<string> OwnLogins { get; } = [];

    /// <summary>How long Temporal has to take what a delivery says; later the sender is told to come back. Default 1 second; 0.1 to 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What a sender is told to wait when Temporal cannot be reached. Default 5 seconds; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CiSecrets.Concat(GitHubSecrets).Any(secret => secret.Length < SecretCharacters))
        {
            yield return new ValidationResult($"{Section}: every secret must have at least {SecretCharacters} characters.");
        }
    }
}

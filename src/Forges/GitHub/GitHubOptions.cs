using System.ComponentModel.DataAnnotations;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>How GitHub is reached, and as whom. Section <c>GitHub</c>.</summary>
public sealed class GitHubOptions : IValidatableObject
{
    public const string Section = "GitHub";

    /// <summary>
    /// A fine-grained token with these repository permissions: contents, pull requests, issues and actions (write), checks and commit statuses
    /// (read). Used for git over HTTPS too. Instead of an App.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>Id of the GitHub App, or its client id. With <see cref="PrivateKey"/> or <see cref="PrivateKeyFile"/>, instead of a token.</summary>
    public string? AppId { get; set; }

    /// <summary>The App's private key, PEM.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>File with the App's private key, PEM.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>Base of the REST API: <c>https://api.github.com/</c> by default; for Enterprise Server the address of the server.</summary>
    public Uri ApiUrl { get; set; } = new("https://api.github.com/");

    /// <summary>Host of the repositories' URLs, with its port where it has one; credentials go to no other. Default github.com.</summary>
    [Required]
    public string GitHost { get; set; } = "github.com";

    /// <summary>
    /// How long the set of checks must stay as it is before it is judged, where nothing says which checks are required. Default 10 seconds;
    /// 0 to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests under way at once for each installation; GitHub allows 100. Default 10; 1 to 80.</summary>
    [Range(1, 80)]
    public int RequestsAtOnce { get; set; } = 10;

    /// <summary>Whether there is an App to sign in as.</summary>
    public bool IsApp => AppId is { Length: > 0 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ApiUrl.IsAbsoluteUri || ApiUrl.UserInfo.Length > 0)
        {
            yield return new ValidationResult("GitHub: ApiUrl must be an absolute URL without credentials.");
        }

        if (IsApp && Token is { Length: > 0 })
        {
            yield return new ValidationResult("GitHub: give Token or AppId, not both.");
        }

        if (IsApp && string.IsNullOrEmpty(PrivateKey) && string.IsNullOrEmpty(PrivateKeyFile))
        {
            yield return new ValidationResult("GitHub: an App needs PrivateKey or PrivateKeyFile.");
        }
    }
}

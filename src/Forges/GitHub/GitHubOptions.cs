using System.ComponentModel.DataAnnotations;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>How GitHub is reached, and as whom. Section <c>GitHub</c>.</summary>
public sealed class GitHubOptions : IValidatableObject
{
    public const string Section = "GitHub";

    /// <summary>
    /// A fine-grained token with these repository permissions: contents, pull requests and actions (write), checks and commit statuses (read).
    /// Used for git over HTTPS too.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>Base of the REST API: <c>https://api.github.com/</c> by default; for Enterprise Server the address of the server.</summary>
    public Uri ApiUrl { get; set; } = new("https://api.github.com/");

    /// <summary>Host of the repositories' URLs; the token goes to no other. Default github.com.</summary>
    [Required]
    public string GitHost { get; set; } = "github.com";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ApiUrl.IsAbsoluteUri || ApiUrl.UserInfo.Length > 0)
        {
            yield return new ValidationResult("GitHub: ApiUrl must be an absolute URL without credentials.");
        }
    }
}

namespace BackgroundAgent.Forges.GitHub.Setup;

/// <summary>A GitHub by the address that people know: github.com, a host of GitHub's own for an enterprise, or an Enterprise Server.</summary>
/// <param name="Web">Address of its pages; ends with a slash.</param>
public sealed record GitHubServer(Uri Web)
{
    private const string Public = "github.com";

    /// <summary>What <see cref="GitHubOptions.ApiUrl"/> has to be.</summary>
    public Uri Api => IsHosted ? new Uri($"https://api.{Web.Host}/") : Web;

    /// <summary>What <see cref="GitHubOptions.GitHost"/> has to be.</summary>
    public string GitHost => Web.Authority;

    /// <summary>Whether the defaults of <see cref="GitHubOptions"/> are right.</summary>
    public bool IsPublic => Web.Host == Public;

    private bool IsHosted => IsPublic || Web.Host.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase);

    /// <param name="text">Such as <c>https://github.example.org</c>.</param>
    /// <returns>Null: it is no address of a server.</returns>
    public static GitHubServer? Parse(string text)
        => Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && uri is { AbsolutePath: "/", Query: "", Fragment: "" } && uri.Host.Length > 0
            ? new GitHubServer(uri)
            : null;

    /// <summary>Where the form with the manifest is posted to.</summary>
    /// <param name="organization">Whose App it becomes; null: of whoever is signed in.</param>
    /// <param name="state">Comes back with the code.</param>
    public Uri FormAddress(string? organization, string state)
        => new(Web, $"{(organization is null ? "" : $"organizations/{Uri.EscapeDataString(organization)}/")}settings/apps/new?state={Uri.EscapeDataString(state)}");
}

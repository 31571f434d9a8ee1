using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>A token from the settings.</summary>
internal sealed class TokenIdentity(IOptions<GitHubOptions> options) : IGitHubIdentity
{
    public Task<AccessToken?> TokenAsync(GitHubSlug repository, CancellationToken cancellationToken)
        => Task.FromResult(options.Value.Token is { Length: > 0 } token ? new AccessToken(token, "token") : null);
}

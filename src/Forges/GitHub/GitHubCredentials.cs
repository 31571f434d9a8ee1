using BackgroundAgent.Forges.Git;
using BackgroundAgent.Forges.Git.Transports;
using BackgroundAgent.Forges.GitHub.Identity;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>GitHub's token for GitHub's host only; the person's credential helpers for every other.</summary>
internal sealed class GitHubCredentials(IOptions<GitHubOptions> options, IGitHubIdentity identity, CredentialHelper others) : IGitCredentials
{
    /// <summary>The user name that GitHub documents for tokens over HTTPS.</summary>
    private const string TokenUser = "x-access-token";

    public async Task<GitCredential?> GetAsync(Uri repository, CancellationToken cancellationToken)
    {
        var isOurs = string.Equals(repository.Authority, options.Value.GitHost, StringComparison.OrdinalIgnoreCase);
        var token = isOurs && GitHubSlug.Of(repository) is { } slug ? await identity.TokenAsync(slug, cancellationToken) : null;
        return token is null ? await others.GetAsync(repository, cancellationToken) : new GitCredential(TokenUser, token.Value);
    }
}

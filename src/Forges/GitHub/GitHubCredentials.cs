using BackgroundAgent.Forges.Git;
using BackgroundAgent.Forges.Git.Transports;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>GitHub's token for GitHub's host only; the person's credential helpers for every other.</summary>
internal sealed class GitHubCredentials(IOptions<GitHubOptions> options, CredentialHelper others) : IGitCredentials
{
    /// <summary>The user name that GitHub documents for tokens over HTTPS.</summary>
    private const string TokenUser = "x-access-token";

    public Task<GitCredential?> GetAsync(Uri repository, CancellationToken cancellationToken)
        => options.Value.Token is { Length: > 0 } token && string.Equals(repository.Authority, options.Value.GitHost, StringComparison.OrdinalIgnoreCase)
            ? Task.FromResult<GitCredential?>(new GitCredential(TokenUser, token))
            : others.GetAsync(repository, cancellationToken);
}

namespace BackgroundAgent.Forges.GitHub.Identity;

/// <summary>As whom GitHub is asked.</summary>
internal interface IGitHubIdentity
{
    /// <summary>A token that is valid for this repository now, and for some minutes more.</summary>
    /// <exception cref="ForgeException">There is none.</exception>
    Task<AccessToken?> TokenAsync(GitHubSlug repository, CancellationToken cancellationToken);

    /// <summary>A token that worked does so no longer; the next one is asked for anew.</summary>
    /// <returns>False: there is no other.</returns>
    bool Forget(GitHubSlug repository) => false;
}

/// <param name="Value">The secret.</param>
/// <param name="Budget">Tokens of one budget share a rate limit.</param>
internal sealed record AccessToken(string Value, string Budget)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"token of {Budget}";
}

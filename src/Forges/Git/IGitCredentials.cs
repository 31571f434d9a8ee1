namespace BackgroundAgent.Forges.Git;

/// <summary>Hands out credentials for git over HTTP at the moment of use.</summary>
public interface IGitCredentials
{
    /// <summary>Asked only when the server demands them, and again when it refused the last ones.</summary>
    /// <param name="repository">The repository's URL, without credentials.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null: there are none.</returns>
    Task<GitCredential?> GetAsync(Uri repository, CancellationToken cancellationToken);
}

/// <param name="UserName">For a GitHub token: <c>x-access-token</c>.</param>
/// <param name="Password">The password or token.</param>
public sealed record GitCredential(string UserName, string Password)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{UserName}:***";
}

using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;

namespace BackgroundAgent.Forges.GitHub;

/// <summary>Owner and name of a repository.</summary>
internal sealed record GitHubSlug(string Owner, string Name)
{
    public override string ToString() => $"{Owner}/{Name}";

    /// <summary>From the two parts of the address.</summary>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Invalid"/>: it has not two parts.</exception>
    public static GitHubSlug Of(RepositoryRef repository)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        return (url.Scheme == RepositoryScheme.Local ? null : Of(new Uri(url.Text)))
            ?? throw new ForgeException(ForgeFault.Invalid, $"{url.Text} is not the address of a GitHub repository (host/owner/name).");
    }

    public static GitHubSlug? Of(Uri address)
    {
        var parts = address.AbsolutePath.Trim('/').Split('/');
        return parts.Length != 2 ? null : new GitHubSlug(parts[0], parts[1].EndsWith(".git", StringComparison.Ordinal) ? parts[1][..^4] : parts[1]);
    }
}

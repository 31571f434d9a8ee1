using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.Git;

/// <summary>Clean copies of single commits, for CI; and where branches are.</summary>
internal interface IGitCheckouts
{
    /// <summary>Makes an empty folder and checks the commit out in it, with HEAD detached.</summary>
    /// <param name="repository">Where the commit is.</param>
    /// <param name="commit">Full id.</param>
    /// <param name="name">Of the folder; letters, digits and hyphens.</param>
    /// <param name="cancellationToken">Stops it; the next call begins anew.</param>
    /// <returns>Absolute path.</returns>
    Task<string> CheckOutAsync(RepositoryRef repository, string commit, string name, CancellationToken cancellationToken);

    /// <summary>None there is success.</summary>
    Task RemoveAsync(RepositoryRef repository, string name, CancellationToken cancellationToken);

    /// <summary>Tip of the remote's branch; null when there is none.</summary>
    Task<string?> ReadBranchHeadAsync(RepositoryRef repository, string branch, CancellationToken cancellationToken);
}

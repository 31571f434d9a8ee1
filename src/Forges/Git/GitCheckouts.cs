using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git.Transports;
using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

internal sealed class GitCheckouts(GitLayout layout, HostLocks locks, Mirrors mirrors, GitTransports transports) : IGitCheckouts
{
    /// <summary>A dot keeps these apart from task ids, which have none.</summary>
    private const string Prefix = "ci.";

    public async Task<string> CheckOutAsync(RepositoryRef repository, string commit, string name, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        var full = Prefix + name;
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(full), cancellationToken);
        try
        {
            var mirror = await mirrors.RequireCommitAsync(url, commit, cancellationToken);
            return await Task.Run(
                () =>
                {
                    var linked = new LinkedWorkTree(mirror, full, layout.WorkTree(full));
                    linked.Remove();
                    linked.CheckOut(commit, commit);
                    return layout.WorkTree(full);
                },
                cancellationToken);
        }
        catch (Exception fault) when (fault is LibGit2SharpException or DamagedMirrorException)
        {
            throw new ForgeException(ForgeFault.Transient, $"{commit} cannot be checked out: {GitFaults.Excerpt(fault.Message)}", fault);
        }
    }

    public async Task RemoveAsync(RepositoryRef repository, string name, CancellationToken cancellationToken)
    {
        var full = Prefix + name;
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(full), cancellationToken);
        var mirror = layout.Mirror(RepositoryUrl.Parse(repository.Url));
        await Task.Run(() => new LinkedWorkTree(mirror, full, layout.WorkTree(full)).Remove(), cancellationToken);
    }

    public async Task<string?> ReadBranchHeadAsync(RepositoryRef repository, string branch, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        var listing = await transports.For(url).ListAsync(url, cancellationToken);
        return listing.Branches.GetValueOrDefault(branch);
    }
}

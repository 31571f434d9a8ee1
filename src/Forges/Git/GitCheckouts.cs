using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git.Transports;
using LibGit2Sharp;

namespace BackgroundAgent.Forges.Git;

/// <summary>
/// A checkout for CI is a repository of its own, with the mirror's objects linked into it: CI commands may do with git what they like, also when
/// they are shut in where the mirror cannot be reached.
/// </summary>
internal sealed class GitCheckouts(GitLayout layout, HostLocks locks, Mirrors mirrors, GitTransports transports, GitProgram git) : IGitCheckouts
{
    /// <summary>A dot keeps these apart from task ids, which have none.</summary>
    private const string Prefix = "ci.";

    public async Task<string> CheckOutAsync(RepositoryRef repository, string commit, string name, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        var folder = layout.WorkTree(Prefix + name);
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(Prefix + name), cancellationToken);
        Folders.Remove(folder);
        Directory.CreateDirectory(layout.WorkTrees);
        try
        {
            await mirrors.CloneAsync(url, commit, folder, git, cancellationToken);
            await Task.Run(() => CheckOut(folder, url, commit), cancellationToken);
            return folder;
        }
        catch (Exception fault) when (fault is LibGit2SharpException or DamagedMirrorException)
        {
            throw new ForgeException(ForgeFault.Transient, $"{commit} cannot be checked out: {GitFaults.Excerpt(fault.Message)}", fault);
        }
    }

    public async Task RemoveAsync(RepositoryRef repository, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.WorkTreeLock(Prefix + name), cancellationToken);
        await Task.Run(() => Folders.Remove(layout.WorkTree(Prefix + name)), cancellationToken);
    }

    public async Task<string?> ReadBranchHeadAsync(RepositoryRef repository, string branch, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(repository.Url);
        if (url.Scheme == RepositoryScheme.Local && Repository.IsValid(url.Text))
        {
            // Tasks that wait for CI ask this often; a repository on disk answers without a process.
            using var local = new Repository(url.Text);
            return local.Refs["refs/heads/" + branch]?.TargetIdentifier;
        }

        var listing = await transports.For(url).ListAsync(url, cancellationToken);
        return listing.Branches.GetValueOrDefault(branch);
    }

    private static void CheckOut(string folder, RepositoryUrl url, string commit)
    {
        using var repository = new Repository(folder);
        repository.Network.Remotes.Update(MirrorConfig.RemoteName, remote => remote.Url = url.Text);
        Folders.WriteText(Path.Join(folder, ".git", "HEAD"), commit + "\n");
        repository.Reset(ResetMode.Hard, repository.Lookup<Commit>(commit));
    }
}

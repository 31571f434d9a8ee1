using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Git;

/// <summary>Where everything of git lies in the data directory.</summary>
internal sealed class GitLayout(IOptions<ForgesOptions> options)
{
    /// <summary>Enough that two tasks hardly ever share one, few enough that the lock files do not pile up.</summary>
    private const int TaskLocks = 4096;

    private readonly string data = Path.GetFullPath(options.Value.DataDirectory);

    public string Mirrors => Path.Join(data, "mirrors");

    public string WorkTrees => Path.Join(data, "worktrees");

    public string Mirror(RepositoryUrl url) => Path.Join(Mirrors, url.Key);

    public string WorkTree(string name) => Path.Join(WorkTrees, name);

    /// <summary>Beside the work tree, where programs that run inside it do not reach when they are shut in.</summary>
    public string Record(string name) => Path.Join(WorkTrees, name + ".json");

    public string MirrorLock(RepositoryUrl url) => Path.Join(data, "locks", $"mirror-{url.Key}.lock");

    public string WorkTreeLock(string name)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name));
        return Path.Join(data, "locks", $"worktree-{BitConverter.ToUInt32(hash) % TaskLocks}.lock");
    }
}

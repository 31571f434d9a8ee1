using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Git;

/// <summary>Whether pull requests merge. Like GitHub's it is not computed before somebody asks: whoever asks first hears that it is not known yet.</summary>
internal sealed class Mergeability(World world)
{
    private readonly Dictionary<(string Folder, string Base, string Head), MergeFacts?> known = [];

    /// <summary>What is known, of the branches as they are on disk. Null: asked for now, or a branch is gone.</summary>
    public async Task<MergeFacts?> AskAsync(RepositoryState repository, PullState pull, CancellationToken cancellationToken)
    {
        var heads = await world.Git.HeadsAsync(repository.Folder, cancellationToken);
        if (!heads.TryGetValue(pull.Base, out var target) || !heads.TryGetValue(pull.Head, out var head))
        {
            return null;
        }

        var key = (repository.Folder, target, head);
        lock (world.Gate)
        {
            if (known.TryGetValue(key, out var facts))
            {
                return facts;
            }

            known[key] = null;
        }

        _ = ComputeAsync(key);
        return null;
    }

    private async Task ComputeAsync((string Folder, string Base, string Head) key)
    {
        try
        {
            var merges = await world.Git.MergeTreeAsync(key.Folder, key.Base, key.Head, world.Ending) is not null;
            var behind = !await world.Git.IsAncestorAsync(key.Folder, key.Base, key.Head, world.Ending);
            lock (world.Gate)
            {
                known[key] = new MergeFacts(merges, behind);
            }
        }
        catch (Exception) when (world.Ending.IsCancellationRequested)
        {
            // The simulator has ended.
        }
    }
}

/// <param name="Merges">Without a conflict.</param>
/// <param name="Behind">The base has commits that the head has not.</param>
internal sealed record MergeFacts(bool Merges, bool Behind);

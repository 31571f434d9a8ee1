using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Git;

/// <summary>Sees what a push changed, tells of it and starts CI.</summary>
internal sealed class PushWatch(World world, RunDriver runs) : IDisposable
{
    private const string Nothing = "0000000000000000000000000000000000000000";

    private readonly SemaphoreSlim one = new(1);

    /// <summary>Call after anything that may have moved a branch.</summary>
    public async Task LookAsync(RepositoryState repository, Account pusher, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var now = await world.Git.HeadsAsync(repository.Folder, cancellationToken);
            Dictionary<string, string> before;
            lock (world.Gate)
            {
                before = repository.Heads;
                repository.Heads = now;
            }

            foreach (var branch in before.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
            {
                var (old, fresh) = (before.GetValueOrDefault(branch), now.GetValueOrDefault(branch));
                if (old != fresh)
                {
                    await MovedAsync(repository, branch, old, fresh, pusher, cancellationToken);
                }
            }
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task MovedAsync(
        RepositoryState repository, string branch, string? old, string? fresh, Account pusher, CancellationToken cancellationToken)
    {
        var forced = old is not null && fresh is not null && !await world.Git.IsAncestorAsync(repository.Folder, old, fresh, cancellationToken);
        var what = (old, fresh) switch
        {
            (null, _) => $"branch {branch} created",
            (_, null) => $"branch {branch} deleted",
            _ => forced ? $"branch {branch} forced" : $"branch {branch} pushed",
        };
        world.Ledger.Add(repository.FullName, pusher.Login, what);
        lock (world.Gate)
        {
            repository.Moves.Add(new BranchMove(world.NextId(), branch, old ?? Nothing, fresh ?? Nothing, forced, pusher, world.Now));
            world.Hooks.Push(repository, branch, old ?? Nothing, fresh ?? Nothing, pusher);
            foreach (var pull in repository.Pulls.Where(pull => pull.Head == branch && pull.Issue.State == "open"))
            {
                pull.LastHead = fresh ?? pull.LastHead;
                world.Hooks.Pull(repository, pull, "synchronize", pusher);
            }
        }

        if (fresh is null || (branch == repository.DefaultBranch && old is null))
        {
            return;
        }

        var files = new Dictionary<string, string?>(StringComparer.Ordinal);
        var view = new CommitView(fresh, branch, NumberOf(repository, branch), path =>
        {
            // A script is a plain function; git answers in a moment, and nothing is locked here.
            files.TryAdd(path, world.Git.ReadAsync(repository.Folder, fresh, path, cancellationToken).GetAwaiter().GetResult());
            return files[path];
        });
        runs.Start(repository, branch, fresh, repository.Script(view), pusher);
    }

    private int NumberOf(RepositoryState repository, string branch)
    {
        lock (world.Gate)
        {
            return branch == repository.DefaultBranch ? 0 : ++repository.CommitNumber;
        }
    }
}

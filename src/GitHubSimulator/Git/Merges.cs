using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Git;

/// <summary>Merges pull requests: at once, when their requirements are met, or through the merge queue.</summary>
internal sealed class Merges(World world, PushWatch pushes) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    public Mergeability Mergeability { get; } = new(world);

    public void Dispose() => one.Dispose();

    /// <param name="repository">Where.</param>
    /// <param name="pull">What.</param>
    /// <param name="method"><c>merge</c>, <c>squash</c> or <c>rebase</c>.</param>
    /// <param name="expected">Commit that the head must be at; null: any.</param>
    /// <param name="by">Who.</param>
    /// <returns>A refusal has a status of 400 or more.</returns>
    public async Task<MergeAnswer> MergeAsync(RepositoryState repository, PullState pull, string method, string? expected, Account by)
    {
        await one.WaitAsync(world.Ending);
        try
        {
            var heads = await world.Git.HeadsAsync(repository.Folder, world.Ending);
            var (target, head) = (heads.GetValueOrDefault(pull.Base, ""), heads.GetValueOrDefault(pull.Head, ""));
            lock (world.Gate)
            {
                var refusal = pull.Issue.State != "open" || pull.Draft || target.Length == 0 || head.Length == 0 ? "Pull Request is not mergeable"
                    : repository.Queues.Contains(pull.Base) ? "Changes must be made through the merge queue"
                    : Requirements.Missing(repository, pull, head);
                if (refusal is not null)
                {
                    return new MergeAnswer(405, refusal);
                }
            }

            if (expected is not null && expected != head)
            {
                return new MergeAnswer(409, "Head branch was modified. Review and try the merge again.");
            }

            var behind = !await world.Git.IsAncestorAsync(repository.Folder, target, head, world.Ending);
            if (behind && repository.Strict.Contains(pull.Base))
            {
                return new MergeAnswer(405, "The head branch is not up to date with the base branch.");
            }

            var made = await MakeAsync(repository, pull, method, target, head);
            return made is null || !await world.Git.MoveAsync(repository.Folder, pull.Base, target, made, world.Ending)
                ? new MergeAnswer(405, "Pull Request is not mergeable")
                : await MergedAsync(repository, pull, made, method, by);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Brings the base into the head branch, as the button "Update branch" does.</summary>
    public async Task<MergeAnswer> UpdateAsync(RepositoryState repository, PullState pull, string? expected, Account by)
    {
        var heads = await world.Git.HeadsAsync(repository.Folder, world.Ending);
        var (target, head) = (heads.GetValueOrDefault(pull.Base, ""), heads.GetValueOrDefault(pull.Head, ""));
        if (expected is not null && expected != head)
        {
            return new MergeAnswer(422, "expected head sha didn’t match current head ref.");
        }

        var tree = await world.Git.MergeTreeAsync(repository.Folder, head, target, world.Ending);
        if (tree is null)
        {
            return new MergeAnswer(422, "merge conflict between base and head");
        }

        var made = await world.Git.CommitTreeAsync(repository.Folder, tree, [head, target], $"Merge branch '{pull.Base}' into {pull.Head}", world.Ending);
        await world.Git.MoveAsync(repository.Folder, pull.Head, head, made, world.Ending);
        await pushes.LookAsync(repository, by, world.Ending);
        return new MergeAnswer(202, "Updating pull request branch.");
    }

    /// <summary>Puts a pull request into the merge queue: what it would make of the base is tested on a branch of its own.</summary>
    /// <returns>Null: done.</returns>
    public async Task<string?> EnqueueAsync(RepositoryState repository, PullState pull, Account by)
    {
        var heads = await world.Git.HeadsAsync(repository.Folder, world.Ending);
        var (target, head) = (heads.GetValueOrDefault(pull.Base, ""), heads.GetValueOrDefault(pull.Head, ""));
        lock (world.Gate)
        {
            if (!repository.Queues.Contains(pull.Base) || pull.Draft || Requirements.Missing(repository, pull, head) is not null)
            {
                return "The pull request cannot be added to the merge queue";
            }

            if (pull.QueuedCommit is not null)
            {
                return null;
            }
        }

        if (await MakeAsync(repository, pull, "merge", target, head) is not { } made)
        {
            return "Pull request is not mergeable";
        }

        lock (world.Gate)
        {
            pull.QueuedCommit = made;
            world.Ledger.Add(repository.FullName, by.Login, $"pull-request {pull.Issue.Number} queued");
        }

        await world.Git.MoveAsync(repository.Folder, pull.QueueBranch, "", made, world.Ending);
        lock (world.Gate)
        {
            world.Hooks.MergeGroup(repository, pull, made, "checks_requested", by);
        }

        await pushes.LookAsync(repository, world.AccountOf("github-merge-queue[bot]", "Bot"), world.Ending);
        return null;
    }

    /// <summary>Merges what waited for what just happened.</summary>
    public async Task SettleAsync(RepositoryState repository)
    {
        try
        {
            // Whoever calls holds the gate.
            await Task.Yield();
            List<PullState> waiting;
            lock (world.Gate)
            {
                waiting = [.. repository.Pulls.Where(pull => pull.Issue.State == "open" && (pull.AutoMerge is not null || pull.QueuedCommit is not null))];
            }

            foreach (var pull in waiting)
            {
                await (pull.QueuedCommit is { } queued ? LeaveQueueAsync(repository, pull, queued) : AutoMergeAsync(repository, pull));
            }
        }
        catch (Exception) when (world.Ending.IsCancellationRequested)
        {
            // The simulator has ended.
        }
    }

    private async Task AutoMergeAsync(RepositoryState repository, PullState pull)
    {
        var by = pull.AutoMergeBy ?? world.Bot;
        if (!repository.Queues.Contains(pull.Base))
        {
            await MergeAsync(repository, pull, pull.AutoMerge!, null, by);
        }
        else
        {
            await EnqueueAsync(repository, pull, by);
        }
    }

    private async Task LeaveQueueAsync(RepositoryState repository, PullState pull, string queued)
    {
        bool passed, failed;
        lock (world.Gate)
        {
            passed = pull.QueuedCommit == queued && Requirements.Missing(repository, pull, queued) is null;
            failed = Requirements.Failed(repository, pull, queued);
            if (!passed && !failed)
            {
                return;
            }

            pull.QueuedCommit = null;
            world.Hooks.MergeGroup(repository, pull, queued, "destroyed", world.Bot);
            if (failed)
            {
                world.Ledger.Add(repository.FullName, "github-merge-queue[bot]", $"pull-request {pull.Issue.Number} left the queue");
            }
        }

        await world.Git.DeleteBranchAsync(repository.Folder, pull.QueueBranch, world.Ending);
        var heads = await world.Git.HeadsAsync(repository.Folder, world.Ending);
        if (passed && await world.Git.MoveAsync(repository.Folder, pull.Base, heads[pull.Base], queued, world.Ending))
        {
            await MergedAsync(repository, pull, queued, "merge", world.AccountOf("github-merge-queue[bot]", "Bot"));
        }
    }

    private async Task<string?> MakeAsync(RepositoryState repository, PullState pull, string method, string target, string head)
    {
        if (method == "rebase")
        {
            return await world.Git.RebaseAsync(repository.Folder, target, head, world.Ending);
        }

        var title = $"{pull.Issue.Title} (#{pull.Issue.Number})";
        return await world.Git.MergeTreeAsync(repository.Folder, target, head, world.Ending) is { } tree
            ? await world.Git.CommitTreeAsync(repository.Folder, tree, method == "squash" ? [target] : [target, head], title, world.Ending)
            : null;
    }

    private async Task<MergeAnswer> MergedAsync(RepositoryState repository, PullState pull, string made, string method, Account by)
    {
        lock (world.Gate)
        {
            (pull.Merged, pull.MergedAt, pull.MergedBy, pull.MergeCommit) = (true, world.Now, by, made);
            (pull.Issue.State, pull.Issue.ClosedAt, pull.Issue.UpdatedAt) = ("closed", world.Now, world.Now);
            world.Ledger.Add(repository.FullName, by.Login, $"pull-request {pull.Issue.Number} merged ({method})");
            world.Hooks.Pull(repository, pull, "closed", by);
        }

        await pushes.LookAsync(repository, by, world.Ending);
        return new MergeAnswer(200, made);
    }
}

/// <param name="Status">Of HTTP.</param>
/// <param name="Text">The commit that was made, or what was said.</param>
internal sealed record MergeAnswer(int Status, string Text);

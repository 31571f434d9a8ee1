using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;
using LibGit2Sharp;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Git;

/// <summary>Brings the base into a branch, as commits only: whether it applies is known before any file is touched.</summary>
internal sealed class BranchUpdate(IOptions<ForgesOptions> options, TimeProvider time)
{
    /// <summary>Commits of the base that are compared with those of the branch.</summary>
    private const int MostUpstream = 1_000;

    /// <summary>Conflicting paths that are named.</summary>
    private const int MostPaths = 20;

    public UpdateBranchResult Update(Repository repository, string head, string target, UpdateBranchRequest request)
    {
        var (ours, theirs) = (repository.Lookup<Commit>(head), repository.Lookup<Commit>(target));
        if (repository.ObjectDatabase.FindMergeBase(ours, theirs)?.Sha == theirs.Sha)
        {
            return new UpdateBranchResult { Status = UpdateBranchStatus.UpToDate, BaseCommit = target };
        }

        return request.How == ConflictPolicy.Rebase ? Rebase(repository, ours, theirs) : Merge(repository, ours, theirs, request);
    }

    private UpdateBranchResult Merge(Repository repository, Commit ours, Commit theirs, UpdateBranchRequest request)
    {
        var merged = repository.ObjectDatabase.MergeCommits(ours, theirs, new MergeTreeOptions());
        if (merged.Status != MergeTreeStatus.Succeeded)
        {
            return Conflicted(merged, theirs);
        }

        var message = $"Merge {request.BaseBranch} into {Naming.Branch(request.TaskId)}\n";
        var commit = repository.ObjectDatabase.CreateCommit(Committer(), Committer(), message, merged.Tree, [ours, theirs], prettifyMessage: false);
        return Updated(commit, theirs);
    }

    /// <summary>As <c>git rebase</c> does: merges are left out, and so is what the base has in other commits already.</summary>
    private UpdateBranchResult Rebase(Repository repository, Commit ours, Commit theirs)
    {
        var upstream = Between(repository, theirs, ours).Take(MostUpstream).Select(commit => Change(repository, commit)).ToHashSet(StringComparer.Ordinal);
        var tip = theirs;
        foreach (var commit in Between(repository, ours, theirs).Where(commit => !upstream.Contains(Change(repository, commit))))
        {
            var picked = repository.ObjectDatabase.CherryPickCommit(commit, tip, 0, new MergeTreeOptions());
            if (picked.Status != MergeTreeStatus.Succeeded)
            {
                return Conflicted(picked, theirs);
            }

            if (picked.Tree.Id != tip.Tree.Id)
            {
                tip = repository.ObjectDatabase.CreateCommit(commit.Author, Committer(), commit.Message, picked.Tree, [tip], prettifyMessage: false);
            }
        }

        return tip == theirs ? new UpdateBranchResult { Status = UpdateBranchStatus.Empty, BaseCommit = theirs.Sha } : Updated(tip, theirs);
    }

    /// <summary>Commits with one parent that the first has and the second has not, oldest first.</summary>
    private static IEnumerable<Commit> Between(Repository repository, Commit has, Commit hasNot)
    {
        var filter = new CommitFilter { IncludeReachableFrom = has, ExcludeReachableFrom = hasNot, SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Reverse };
        return repository.Commits.QueryBy(filter).Where(commit => commit.Parents.Count() == 1);
    }

    /// <summary>What a commit changes, wherever in the files (the idea of git-patch-id).</summary>
    private static string Change(Repository repository, Commit commit)
    {
        var patch = repository.Diff.Compare<Patch>(commit.Parents.First().Tree, commit.Tree).Content;
        return string.Join('\n', patch.Split('\n').Where(line => !line.StartsWith("@@", StringComparison.Ordinal) && !line.StartsWith("index ", StringComparison.Ordinal)));
    }

    private static UpdateBranchResult Updated(Commit commit, Commit target)
        => new() { Status = UpdateBranchStatus.Updated, Commit = commit.Sha, BaseCommit = target.Sha };

    private static UpdateBranchResult Conflicted(MergeTreeResult result, Commit target) => new()
    {
        Status = UpdateBranchStatus.Conflicted,
        BaseCommit = target.Sha,
        Conflicts = [.. result.Conflicts.Select(Path).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostPaths)],
    };

    private static string? Path(Conflict conflict) => (conflict.Ours ?? conflict.Theirs ?? conflict.Ancestor)?.Path;

    private Signature Committer() => new(options.Value.CommitterName, options.Value.CommitterEmail, time.GetUtcNow());
}

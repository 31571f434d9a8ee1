using BackgroundAgent.Contracts.Activities;
using LibGit2Sharp;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Git;

/// <summary>Makes the commit of an attempt, once.</summary>
internal sealed class TaskCommits(IOptions<ForgesOptions> options, TimeProvider time)
{
    /// <summary>
    /// The commit's only parent is the requested head: commits that a program made by itself in the work tree are folded into this one.
    /// </summary>
    public string Commit(Repository repository, CommitRequest request)
    {
        var reference = TaskReferences.Branch(request.TaskId);
        var tip = repository.Lookup<Commit>(repository.Refs[reference].TargetIdentifier);
        if (tip.Parents.Select(parent => parent.Sha).SequenceEqual([request.HeadCommit])
            && CommitTrailers.Match(tip.Message, request.TaskId, request.Attempt))
        {
            return tip.Sha;
        }

        var head = repository.Lookup<Commit>(request.HeadCommit)
            ?? throw new ForgeException(ForgeFault.NotFound, $"Commit {request.HeadCommit} is not in the work tree of {request.TaskId}.");
        Staging.StageAll(repository);
        var tree = repository.Index.WriteToTree();
        if (tree.Id == head.Tree.Id)
        {
            throw new ForgeException(ForgeFault.Invalid, $"There is nothing to commit for attempt {request.Attempt} of {request.TaskId}.");
        }

        var signature = new Signature(options.Value.CommitterName, options.Value.CommitterEmail, time.GetUtcNow());
        var message = CommitTrailers.Append(request.Message, request.TaskId, request.Attempt);
        var commit = repository.ObjectDatabase.CreateCommit(signature, signature, message, tree, [head], prettifyMessage: false);
        repository.Refs.Add(reference, commit.Sha, allowOverwrite: true);
        return commit.Sha;
    }
}

using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Forges.Git.Transports;
using LibGit2Sharp;
using PushResult = BackgroundAgent.Contracts.Activities.PushResult;

namespace BackgroundAgent.Forges.Git;

/// <summary>Moves the task's branch on the remote: forwards only, but for commits that were put anew on the base, which replace exactly the commit that is expected.</summary>
internal sealed class BranchPush(GitTransports transports, Mirrors mirrors)
{
    /// <summary>Call with the work tree's lock. The commit must be in the mirror.</summary>
    public async Task<PushResult> PushAsync(string mirror, RepositoryUrl url, PushRequest request, CancellationToken cancellationToken)
    {
        var transport = transports.For(url);
        var before = await HeadAsync(transport, url, request.Branch, cancellationToken);
        if (Settled(mirror, request, before) is { } settled)
        {
            return await RememberedAsync(url, request, settled, cancellationToken);
        }

        await mirrors.PointAsync(url, TaskReferences.Pushing(request.TaskId), request.Commit, cancellationToken);
        var order = new PushOrder(TaskReferences.Pushing(request.TaskId), $"refs/heads/{request.Branch}", request.Replace ? before : null);
        var answer = await transport.PushAsync(mirror, url, order, cancellationToken);
        if (answer.Outcome == RemoteOutcome.Accepted)
        {
            var pushed = new PushResult { Status = PushStatus.Pushed, RemoteHead = request.Commit };
            return await RememberedAsync(url, request, pushed, cancellationToken);
        }

        var after = await HeadAsync(transport, url, request.Branch, cancellationToken);
        if (after == request.Commit)
        {
            return await RememberedAsync(url, request, UpToDate(request), cancellationToken);
        }

        return new PushResult
        {
            Status = answer.Outcome == RemoteOutcome.NotFastForward ? PushStatus.Diverged : PushStatus.Rejected,
            RemoteHead = after,
            Detail = answer.Detail,
        };
    }

    /// <summary>Null: push.</summary>
    private static PushResult? Settled(string mirror, PushRequest request, string? before)
    {
        if (before == request.Commit)
        {
            return UpToDate(request);
        }

        if (before is null)
        {
            return request.ExpectedRemoteHead is null ? null : new PushResult
            {
                Status = PushStatus.Diverged,
                Detail = $"Somebody deleted the branch; it was at {request.ExpectedRemoteHead}.",
            };
        }

        return before == request.ExpectedRemoteHead || (!request.Replace && Contains(mirror, request.Commit, before)) ? null : new PushResult
        {
            Status = PushStatus.Diverged,
            RemoteHead = before,
            Detail = $"The branch is at {before}, not at {request.ExpectedRemoteHead ?? "nothing"}.",
        };
    }

    /// <summary>Whether all that the remote branch holds is in the commit: then nobody's work is lost, whoever pushed it.</summary>
    private static bool Contains(string mirror, string commit, string ancestor)
    {
        using var repository = new Repository(mirror);
        return repository.Lookup<Commit>(ancestor) is { } older
            && repository.ObjectDatabase.FindMergeBase(older, repository.Lookup<Commit>(commit))?.Sha == ancestor;
    }

    private async Task<PushResult> RememberedAsync(
        RepositoryUrl url, PushRequest request, PushResult result, CancellationToken cancellationToken)
    {
        if (result.Status is PushStatus.Pushed or PushStatus.UpToDate)
        {
            await mirrors.PointAsync(url, TaskReferences.Pushed(request.TaskId), request.Commit, cancellationToken);
        }

        return result;
    }

    private static PushResult UpToDate(PushRequest request) => new() { Status = PushStatus.UpToDate, RemoteHead = request.Commit };

    private static async Task<string?> HeadAsync(IGitTransport transport, RepositoryUrl url, string branch, CancellationToken cancellationToken)
        => (await transport.ListAsync(url, cancellationToken)).Branches.GetValueOrDefault(branch);
}

using System.Globalization;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git;

namespace BackgroundAgent.Forges.Local;

/// <summary>
/// Any git repository without a forge of its own: CI is a command that this host runs, pull requests are records. Local CI is one check; names
/// that a policy requires of another CI system are not expected here.
/// </summary>
internal sealed class LocalForge(IGitCheckouts checkouts, CiRuns runs, CiLogs logs, CiWakeup wakeup, PullRequests pullRequests, TimeProvider time) : IForge
{
    public const string ForgeName = "local";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public string Name => ForgeName;

    /// <summary>A repository on disk is its own link; the branch is in it.</summary>
    public string? BranchUrl(RepositoryRef repository, string branch) => null;

    public Task PushedAsync(PushRequest push, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(push.Repository.Url);
        var command = push.Policy.CiCommand is { Length: > 0 } given
            ? given
            : throw new ForgeException(ForgeFault.Invalid, "Local CI has no command. Give one with the task or as ciCommand in the policy file.");
        runs.Ensure(new CiRun(url.Key, url.Text, push.Commit, CiPurpose.Push, push.Branch, command, push.Policy.Network));
        return Task.CompletedTask;
    }

    public async Task<CiObservation> ReadCiAsync(CiQuery query, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(query.Repository.Url);
        var head = await checkouts.ReadBranchHeadAsync(query.Repository, query.Branch, cancellationToken);
        var attempt = OfPush(url, query.Commit);

        // Pushed, but killed before CI was told: CI is told now, the way it was told of the branch's last commit.
        if (attempt is null && head == query.Commit && runs.NewestOfBranch(url.Key, query.Branch) is { } earlier)
        {
            runs.Ensure(earlier.Run with { Commit = query.Commit });
            attempt = OfPush(url, query.Commit);
        }

        return new CiObservation
        {
            Commit = query.Commit,
            BranchHead = head,
            Checks = attempt is null ? [] : [Result(attempt)],
            ExpectedChecks = [LocalCiOptions.CheckName],
            ObservedAt = time.GetUtcNow(),
        };
    }

    public async Task<IReadOnlyList<CheckResult>> ReadBaseChecksAsync(BaseChecksQuery query, CancellationToken cancellationToken)
    {
        var url = RepositoryUrl.Parse(query.Repository.Url);
        if (OfPush(url, query.Commit) is not { } pushed)
        {
            return [];
        }

        var purpose = CiPurpose.Base(pushed.Run.Command);
        runs.Ensure(pushed.Run with { Commit = query.BaseCommit, Purpose = purpose, Branch = null });
        while (true)
        {
            var next = wakeup.Next();
            var attempt = runs.OfCommit(url.Key, query.BaseCommit).First(candidate => candidate.Run.Purpose == purpose);
            if (attempt.Status == CheckStatus.Completed)
            {
                return [Result(attempt)];
            }

            await wakeup.WaitAsync(next, LookEvery, cancellationToken);
        }
    }

    public Task<Stream?> OpenLogAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken)
        => Task.FromResult(logs.Open(RunId(check), check.RunAttempt));

    public Task RerunAsync(RerunRequest request, CancellationToken cancellationToken)
    {
        foreach (var check in request.Checks)
        {
            runs.Rerun(RunId(check), check.RunAttempt);
        }

        return Task.CompletedTask;
    }

    public Task CancelCiAsync(CiQuery query, CancellationToken cancellationToken)
    {
        runs.Cancel(RepositoryUrl.Parse(query.Repository.Url).Key, query.Commit);
        return Task.CompletedTask;
    }

    public Task<PullRequestResult> EnsurePullRequestAsync(PullRequestContent content, CancellationToken cancellationToken)
        => Task.FromResult(pullRequests.Ensure(content));

    private CiAttempt? OfPush(RepositoryUrl url, string commit)
        => runs.OfCommit(url.Key, commit).FirstOrDefault(attempt => attempt.Run.Purpose == CiPurpose.Push);

    private CheckResult Result(CiAttempt attempt) => new()
    {
        Name = LocalCiOptions.CheckName,
        RunId = attempt.RunId.ToString(CultureInfo.InvariantCulture),
        RunAttempt = attempt.Attempt,
        Status = attempt.Status,
        Conclusion = attempt.Conclusion,
        Url = logs.File(attempt.RunId, attempt.Attempt),
        Summary = attempt.Summary,
        StartedAt = attempt.StartedAt,
        CompletedAt = attempt.CompletedAt,
    };

    private long RunId(CheckResult check)
        => long.TryParse(check.RunId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && runs.Find(id, check.RunAttempt) is not null
            ? id
            : throw new ForgeException(ForgeFault.NotFound, $"Local CI has no run attempt {check.RunAttempt} of run {check.RunId}.");
}

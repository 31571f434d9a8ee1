using System.Runtime.CompilerServices;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges;

/// <summary>
/// Where repositories, CI and pull requests live. Every effect is keyed and looked up before it is made, so that calling twice
/// does it once. Faults are <see cref="ForgeException"/>.
/// </summary>
public interface IForge
{
    /// <summary>Lower-case name used in <see cref="RepositoryRef.Forge"/>.</summary>
    string Name { get; }

    /// <summary>Link to a branch for people; null where there is none.</summary>
    string? BranchUrl(RepositoryRef repository, string branch);

    /// <summary>Called after every push, also one that found the branch up to date: makes sure that CI knows the commit, once.</summary>
    Task PushedAsync(PushRequest push, CancellationToken cancellationToken);

    Task<CiObservation> ReadCiAsync(CiQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// What the checks say about the base commit, to tell what was red before the task. A forge that has to run them first does so once,
    /// remembers the result, and answers when they are completed: this can take as long as CI does.
    /// </summary>
    /// <returns>Completed checks; empty when nothing is known of the base commit.</returns>
    Task<IReadOnlyList<CheckResult>> ReadBaseChecksAsync(BaseChecksQuery query, CancellationToken cancellationToken);

    /// <summary>The log of one run attempt, as bytes; null when CI has none. The caller disposes it.</summary>
    Task<Stream?> OpenLogAsync(RepositoryRef repository, CheckResult check, CancellationToken cancellationToken);

    /// <summary>
    /// Test and lint reports that one run attempt left behind beside its log, one by one; none where the forge keeps no such files or they are gone. Bounded in
    /// number and size; what outgrows its bound is left out.
    /// </summary>
    async IAsyncEnumerable<CiReport> ReadReportsAsync(RepositoryRef repository, CheckResult check, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    Task RerunAsync(RerunRequest request, CancellationToken cancellationToken);

    Task CancelCiAsync(CiQuery query, CancellationToken cancellationToken);

    /// <summary>Opens, updates, readies or closes the pull request of a branch.</summary>
    Task<PullRequestResult> EnsurePullRequestAsync(PullRequestContent content, CancellationToken cancellationToken);
}

/// <summary>A file that may be a report. Dispose it.</summary>
/// <param name="Key">Unique in the repository: the same file of two checks of a run has one key.</param>
/// <param name="Name">As CI called it.</param>
/// <param name="Content">Rewound.</param>
public sealed record CiReport(string Key, string Name, Stream Content) : IDisposable
{
    public void Dispose() => Content.Dispose();
}

/// <param name="Repository">Where.</param>
/// <param name="Commit">The task's commit that failed; says how CI was run.</param>
/// <param name="BaseCommit">Where the task's branch started.</param>
/// <param name="Checks">Names of the checks that failed.</param>
public sealed record BaseChecksQuery(RepositoryRef Repository, string Commit, string BaseCommit, IReadOnlyList<string> Checks);

/// <summary>What a pull request shall look like.</summary>
public sealed record PullRequestContent
{
    public required RepositoryRef Repository { get; init; }

    public required string TaskId { get; init; }

    public required string Branch { get; init; }

    public required string BaseBranch { get; init; }

    public required string HeadCommit { get; init; }

    public required PullRequestStage Stage { get; init; }

    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>How the task stands, Markdown: one comment that is edited in place. Null: none.</summary>
    public string? StatusComment { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>Asked once it is ready; a name with a slash is a team.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = [];

    /// <summary>Being behind its base is a <see cref="ForgeFault.Behind"/> where the base asks for branches that are not.</summary>
    public bool UpToDate { get; init; }

    /// <summary>Once it is ready; null: nobody merges but people.</summary>
    public MergeMethod? AutoMerge { get; init; }

    /// <summary>Once it is ready, through the base branch's merge queue.</summary>
    public bool MergeQueue { get; init; }
}

/// <summary>A forge or git fault that callers tell apart.</summary>
public sealed class ForgeException(ForgeFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public ForgeFault Fault { get; } = fault;

    /// <summary>When it is worth another try; null: not said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

public enum ForgeFault
{
    /// <summary>Try again later: network, 5xx, rate limit, lock held.</summary>
    Transient,

    /// <summary>No such repository, branch or commit.</summary>
    NotFound,

    /// <summary>Credentials missing or refused.</summary>
    Unauthorized,

    /// <summary>The request can never work as it is.</summary>
    Invalid,

    /// <summary>The branch conflicts with its base.</summary>
    Conflict,

    /// <summary>It was there and is not kept any more.</summary>
    Expired,

    /// <summary>The base asks for branches that hold all of it, and this one does not.</summary>
    Behind,

    /// <summary>Asked for as often as the forge allows.</summary>
    Exhausted,
}

using System.Collections.Concurrent;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>
/// What the world answers to one task, and what the task asked of it. Commits are c1, c2 … in the order they are made; by default CI
/// passes the commit whose number is <see cref="GreenFrom"/> and reports one finding of its own for each before.
/// </summary>
internal sealed class Scenario
{
    private static readonly ConcurrentDictionary<string, Scenario> All = new();
    private readonly ConcurrentQueue<string> journal = new();
    private readonly ConcurrentDictionary<string, Hold> holds = new();
    private readonly ConcurrentDictionary<string, int> runAttempts = new();
    private int commits;

    public Scenario(string taskId, string host)
    {
        TaskId = taskId;
        Host = () => host;
        All[taskId] = this;
    }

    public string TaskId { get; }

    public TaskPolicy Policy { get; set; } = new();

    public int GreenFrom { get; set; } = 1;

    /// <summary>Where the branch on the forge is; null before the first push.</summary>
    public string? RemoteHead { get; set; }

    public Func<string> Host { get; set; }

    public Func<PrepareRequest, PrepareResult> OnPrepare { get; set; } = _ => throw new NotSupportedException();

    public Func<PatchRequest, PatchResult> OnPatch { get; set; } = request => new PatchResult
    {
        Status = PatchStatus.Patched,
        Patcher = "command",
        PatchHash = $"hash-{request.Attempt}-{request.Feedback.Count}",
        Summary = $"patch of attempt {request.Attempt}",
        FilesChanged = 1,
        LinesAdded = 3,
        LinesDeleted = 1,
        CostUsd = 0.5m,
    };

    public Func<GuardRequest, GuardResult> OnGuard { get; set; } = _ => new GuardResult { ChangedLines = 4 };

    public Func<PushRequest, PushResult>? OnPush { get; set; }

    /// <summary>Checks of a commit at a run attempt.</summary>
    public Func<string, int, IReadOnlyList<CheckResult>>? OnChecks { get; set; }

    public Func<ClassifyRequest, Classification> OnClassify { get; set; } = request => Build.Failure(Cause.Code, null, $"finding-of-{request.Commit}");

    public Func<CompareTestsRequest, TestComparison> OnCompareTests { get; set; } = _ => new TestComparison();

    public Func<UpdateBranchRequest, UpdateBranchResult> OnUpdate { get; set; } = _ => new UpdateBranchResult { Status = UpdateBranchStatus.UpToDate };

    public Action<PullRequestRequest>? OnPullRequest { get; set; }

    /// <summary>Whether the pull request conflicts, as far as nothing is reported of a commit.</summary>
    public Func<string, bool> OnConflicts { get; set; } = _ => false;

    public ConcurrentQueue<PushRequest> Pushes { get; } = new();

    public Action<TaskNotification>? OnNotify { get; set; }

    public IReadOnlyList<string> Journal => [.. journal];

    public ConcurrentQueue<TaskNotification> Notifications { get; } = new();

    public ConcurrentQueue<PullRequestRequest> PullRequests { get; } = new();

    public ConcurrentQueue<PatchRequest> Patches { get; } = new();

    public static Scenario Of(string taskId) => All[taskId];

    /// <summary>The scenario of a task that a test did not start itself: everything by default.</summary>
    public static Scenario Of(string taskId, string host) => All.GetOrAdd(taskId, id => new Scenario(id, host));

    /// <summary>Makes the named activity wait until it is released; cancellation gets through.</summary>
    public Hold HoldAt(string activity) => holds[activity] = new Hold();

    public int Count(string prefix) => journal.Count(entry => entry.StartsWith(prefix, StringComparison.Ordinal));

    public async Task EnterAsync(string activity, string detail = "")
    {
        journal.Enqueue($"{activity} {detail}".Trim());
        if (holds.TryGetValue(activity, out var hold))
        {
            await hold.PassAsync();
        }
    }

    public string NextCommit() => $"c{Interlocked.Increment(ref commits)}";

    public PushResult Push(PushRequest request)
    {
        Pushes.Enqueue(request);
        if (OnPush is not null)
        {
            return OnPush(request);
        }

        if (RemoteHead != request.ExpectedRemoteHead && RemoteHead != request.Commit)
        {
            return new PushResult { Status = PushStatus.Diverged, RemoteHead = RemoteHead };
        }

        var status = RemoteHead == request.Commit ? PushStatus.UpToDate : PushStatus.Pushed;
        RemoteHead = request.Commit;
        return new PushResult { Status = status, RemoteHead = request.Commit };
    }

    public CiObservation Observe(CiQuery query) => new()
    {
        Commit = query.Commit,
        BranchHead = RemoteHead,
        Checks = OnChecks?.Invoke(query.Commit, RunAttempt(query.Commit)) ?? [Default(query.Commit)],
        Conflicts = OnConflicts(query.Commit),
        ExpectedChecks = query.RequiredChecks,
    };

    public void Rerun(RerunRequest request) => runAttempts.AddOrUpdate(request.Commit, 2, (_, attempt) => attempt + 1);

    private int RunAttempt(string commit) => runAttempts.GetValueOrDefault(commit, 1);

    private CheckResult Default(string commit)
    {
        var green = commit[0] != 'c' || int.Parse(commit[1..]) >= GreenFrom;
        return Build.Check(conclusion: green ? CheckConclusion.Success : CheckConclusion.Failure, attempt: RunAttempt(commit), run: $"run-{commit}");
    }
}

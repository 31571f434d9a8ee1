using Temporalio.Common;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.AgentTasks.Calls;

/// <summary>Timeouts and retries of every activity, in one place. Which failures are worth a retry is said where they are mapped.</summary>
internal static class ActivityCalls
{
    /// <summary>How long a host may leave its queue unread before it counts as gone.</summary>
    public static readonly TimeSpan HostGone = TimeSpan.FromMinutes(2);

    /// <summary>How long an activity may be silent before its process counts as dead and another one takes it up; they beat every second.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is tidied up at the end, together; a task does not stay open for it.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromHours(1);

    /// <summary>Ten minutes and more of an outage are sat out: 1, 2, 4 … 60 seconds apart.</summary>
    private static readonly RetryPolicy Patient = Retry(15);

    private static RetryPolicy Retry(int attempts) => new()
    {
        InitialInterval = TimeSpan.FromSeconds(1),
        BackoffCoefficient = 2,
        MaximumInterval = TimeSpan.FromMinutes(1),
        MaximumAttempts = attempts,
    };

    /// <summary>Waits for a worker as long as it takes: a task that nobody can run yet is queued.</summary>
    public static ActivityOptions ChooseHost(CancellationToken cancellation) => new()
    {
        Summary = "choose a host",
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        CancellationToken = cancellation,
    };

    public static ActivityOptions Prepare(string host, CancellationToken cancellation)
        => OnHost(host, "fetch and make the work tree", TimeSpan.FromMinutes(30), cancellation);

    /// <summary>Longer than the task may run: its runtime budget ends it, not this timeout. Tried again only if the host died: how a patcher ends is a result.</summary>
    public static ActivityOptions Patch(string host, int attempt, TimeSpan runtime, CancellationToken cancellation)
    {
        var options = OnHost(host, $"attempt {attempt}: patch", runtime + TimeSpan.FromMinutes(1), cancellation);
        options.RetryPolicy = Retry(3);
        return options;
    }

    public static ActivityOptions Guard(string host, bool again, CancellationToken cancellation)
        => OnHost(host, again ? "guards: the branch after CI" : "guards: the patch", TimeSpan.FromMinutes(10), cancellation);

    public static ActivityOptions Commit(string host, int attempt, CancellationToken cancellation)
        => OnHost(host, $"attempt {attempt}: commit", TimeSpan.FromMinutes(5), cancellation);

    public static ActivityOptions Push(string host, string commit, CancellationToken cancellation)
        => OnHost(host, $"push {commit}", TimeSpan.FromMinutes(10), cancellation);

    public static ActivityOptions UpdateBranch(string host, string how, CancellationToken cancellation)
        => OnHost(host, how, TimeSpan.FromMinutes(10), cancellation);

    /// <summary>Few retries: the next look comes anyway.</summary>
    public static ActivityOptions ReadCi(string commit, CancellationToken cancellation) => new()
    {
        Summary = $"read CI of {commit}",
        StartToCloseTimeout = TimeSpan.FromMinutes(1),
        HeartbeatTimeout = Silence,
        RetryPolicy = Retry(3),
        CancellationToken = cancellation,
    };

    /// <summary>Two hours: CI of the base commit may have to run first, for comparison.</summary>
    public static ActivityOptions Classify(string checks, CancellationToken cancellation) => WithBase($"why did {checks} fail", cancellation);

    public static ActivityOptions CompareTests(CancellationToken cancellation) => WithBase("guards: as many tests as on the base commit", cancellation);

    private static ActivityOptions WithBase(string summary, CancellationToken cancellation) => new()
    {
        Summary = summary,
        StartToCloseTimeout = TimeSpan.FromHours(2),
        HeartbeatTimeout = Silence,
        RetryPolicy = Patient,
        CancellationToken = cancellation,
    };

    public static ActivityOptions Forge(string summary, CancellationToken cancellation) => new()
    {
        Summary = summary,
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        HeartbeatTimeout = Silence,
        RetryPolicy = Patient,
        CancellationToken = cancellation,
    };

    /// <summary>For what is done after the task was decided: no cancellation reaches it, and it may not hold the task up for ever.</summary>
    public static ActivityOptions Final(string summary) => new()
    {
        Summary = summary,
        StartToCloseTimeout = TimeSpan.FromMinutes(5),
        HeartbeatTimeout = Silence,
        ScheduleToCloseTimeout = LastWords,
        RetryPolicy = Patient,
        CancellationToken = CancellationToken.None,
    };

    /// <summary>The host may be gone for good; its folder is then swept when it comes back.</summary>
    public static ActivityOptions CleanUp(string host)
    {
        var options = Final("remove the work tree");
        options.TaskQueue = host;
        options.ScheduleToStartTimeout = HostGone;
        return options;
    }

    private static ActivityOptions OnHost(string host, string summary, TimeSpan startToClose, CancellationToken cancellation) => new()
    {
        Summary = summary,
        TaskQueue = host,
        ScheduleToStartTimeout = HostGone,
        StartToCloseTimeout = startToClose,
        HeartbeatTimeout = Silence,
        RetryPolicy = Patient,
        // The next step must not meet a program of this one in the work tree.
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
        CancellationToken = cancellation,
    };
}

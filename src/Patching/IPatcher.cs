using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching;

/// <summary>One kind of patcher. It edits files in the work tree and says how that went; it never commits, pushes or judges.</summary>
public interface IPatcher
{
    PatcherType Type { get; }

    Task<PatcherOutcome> PatchAsync(PatcherContext context, CancellationToken cancellationToken);
}

/// <summary>What a patcher is given.</summary>
public sealed record PatcherContext
{
    public required PatchRequest Request { get; init; }

    /// <summary>The entry of the task that names this patcher.</summary>
    public required PatcherSpec Spec { get; init; }

    /// <summary>Absolute path of a clean work tree.</summary>
    public required string WorkTree { get; init; }

    /// <summary>All findings of the last CI run as JSON (an array), on disk; null before the first.</summary>
    public string? FindingsFile { get; init; }

    /// <summary>A folder of this call's own, outside the work tree, for prompt files and logs.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Called now and then while it works; the text is shown as progress.</summary>
    public Action<string>? Progress { get; init; }
}

/// <summary>How a patcher ended. Whether files changed is read from git by the caller, not from here.</summary>
public sealed record PatcherOutcome
{
    public required PatcherEnding Ending { get; init; }

    /// <summary>One line for the commit subject and the attempts table.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What a person needs to know of a failure.</summary>
    public string? Detail { get; init; }

    /// <summary>File with the output of its programs.</summary>
    public string? LogFile { get; init; }

    public decimal CostUsd { get; init; }
}

public enum PatcherEnding
{
    /// <summary>It did what it could; there may be edits.</summary>
    Done,

    /// <summary>It has nothing to do here.</summary>
    NotApplicable,

    Failed,
    TimedOut,
    Cancelled,
}

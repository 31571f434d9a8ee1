namespace BackgroundAgent.GitHubSimulator.Ci;

/// <summary>What CI does with a commit. Called once per pushed commit.</summary>
public delegate CiPlan CiScript(CommitView commit);

/// <summary>A pushed commit as a script sees it.</summary>
/// <param name="Sha">Its id.</param>
/// <param name="Branch">Where it was pushed to.</param>
/// <param name="Number">From 1: how many commits were pushed to branches that are not the default one.</param>
/// <param name="Read">Text of a file, or null.</param>
public sealed record CommitView(string Sha, string Branch, int Number, Func<string, string?> Read);

/// <summary>Workflow runs and statuses of a commit; none: CI is never heard of.</summary>
public sealed record CiPlan
{
    public IReadOnlyList<WorkflowPlan> Workflows { get; init; } = [];

    public IReadOnlyList<StatusPlan> Statuses { get; init; } = [];

    /// <summary>One workflow <c>CI</c> with one job <c>build</c> that ends like this, attempt by attempt; the last outcome repeats.</summary>
    public static CiPlan OneJob(params JobOutcome[] outcomes)
        => new() { Workflows = [new WorkflowPlan { Jobs = [new JobPlan { Name = "build", Outcomes = outcomes }] }] };
}

/// <summary>A commit status of the old kind, reported one step after the push.</summary>
public sealed record StatusPlan(string Context, string State, string? Description = null);

/// <summary>One workflow run.</summary>
public sealed record WorkflowPlan
{
    public string Name { get; init; } = "CI";

    /// <summary>Waits for a maintainer before it starts.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>GitHub did not accept the workflow file.</summary>
    public bool StartupFailure { get; init; }

    public IReadOnlyList<JobPlan> Jobs { get; init; } = [];
}

/// <summary>One job.</summary>
public sealed record JobPlan
{
    public required string Name { get; init; }

    /// <summary>Started once the jobs before it that need nothing are done; skipped where one of them failed.</summary>
    public bool NeedsOthers { get; init; }

    /// <summary>By run attempt; the last one repeats.</summary>
    public IReadOnlyList<JobOutcome> Outcomes { get; init; } = [new()];
}

/// <summary>How a job ends.</summary>
public sealed record JobOutcome
{
    public string Conclusion { get; init; } = "success";

    /// <summary>Null: there is none.</summary>
    public string? Log { get; init; } = "";

    /// <summary>GitHub has dropped the log by now and answers 410.</summary>
    public bool LogExpired { get; init; }

    /// <summary>Where the log is to be had: of the job, of the run attempt only, or nowhere any more.</summary>
    public LogKeeping Keeping { get; init; }

    /// <summary>What the job uploads before it ends.</summary>
    public IReadOnlyList<ArtifactPlan> Artifacts { get; init; } = [];

    /// <summary>Messages of annotations of level <c>failure</c>.</summary>
    public IReadOnlyList<string> Annotations { get; init; } = [];

    /// <summary>Annotations of level <c>failure</c> on lines of the code.</summary>
    public IReadOnlyList<NotePlan> Notes { get; init; } = [];

    /// <summary>Runs until it is cancelled.</summary>
    public bool Endless { get; init; }

    /// <summary>A shell command that is run in a checkout and decides conclusion and log.</summary>
    public string? Command { get; init; }

    /// <summary>A zip with one file.</summary>
    public JobOutcome WithReport(string artifact, string file, string content)
        => this with { Artifacts = [.. Artifacts, new ArtifactPlan(artifact, new Dictionary<string, string> { [file] = content })] };

    public static JobOutcome Green { get; } = new() { Log = "all is well\n" };

    public static JobOutcome Red(string log) => new() { Conclusion = "failure", Log = log };
}

/// <summary>What is left of a job's log.</summary>
public enum LogKeeping
{
    /// <summary>The log of the job, and that of the run attempt, a zip.</summary>
    Whole,

    /// <summary>The zip only.</summary>
    RunOnly,

    /// <summary>Both are past their retention: 410.</summary>
    Expired,
}

/// <summary>An artifact of a run: a zip with these files.</summary>
/// <param name="Name">Unique in the run attempt.</param>
/// <param name="Files">Text by path.</param>
/// <param name="Expired">Listed, but to be had no more.</param>
/// <param name="Bytes">What is served instead of a zip of the files; null: that zip.</param>
public sealed record ArtifactPlan(string Name, IReadOnlyDictionary<string, string> Files, bool Expired = false, byte[]? Bytes = null);

/// <summary>An annotation on a line.</summary>
public sealed record NotePlan(string Path, int Line, string Message);

using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Contracts.Ci;

/// <summary>Asks why CI failed.</summary>
public sealed record ClassifyRequest
{
    public required string TaskId { get; init; }

    public required int Attempt { get; init; }

    public required RepositoryRef Repository { get; init; }

    public required string Branch { get; init; }

    public required string Commit { get; init; }

    public required string BaseCommit { get; init; }

    /// <summary>The completed checks that did not succeed.</summary>
    public required IReadOnlyList<CheckResult> FailedChecks { get; init; }

    /// <summary>Checks that failed in an earlier run attempt of this commit and pass now.</summary>
    public IReadOnlyList<string> PassedOnRerun { get; init; } = [];

    /// <summary>The repository's file of known issues; null: it has none.</summary>
    public ArtifactRef? KnownIssues { get; init; }
}

/// <summary>Why CI failed, decided inside an activity so that changed rules never break replay.</summary>
public sealed record Classification
{
    public required Cause Cause { get; init; }

    /// <summary>Set where the rule that matched names the ending (base is red, quota, startup failure …); null leaves it to the decision.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Id of the rule that matched, such as <c>parsed-finding</c> or <c>same-failure-on-base</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>0 to 1.</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>The lines that made the rule match; at most 10, bounded, redacted, untrusted.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>At most <see cref="Limits.FindingsInHistory"/>, most likely root cause first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public int FindingCount { get; init; }

    /// <summary>Distinct, sorted, of error findings; at most <see cref="Limits.FingerprintsInHistory"/>.</summary>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];

    /// <summary>Markdown for people, at most <see cref="Limits.DigestCharacters"/>.</summary>
    public string Digest { get; init; } = "";

    /// <summary>All findings as JSON.</summary>
    public ArtifactRef? AllFindings { get; init; }

    /// <summary>The log of the first failed check.</summary>
    public ArtifactRef? Log { get; init; }

    /// <summary>Checks to rerun when the cause is flaky, infrastructure or ambiguous.</summary>
    public IReadOnlyList<string> RerunChecks { get; init; } = [];
}

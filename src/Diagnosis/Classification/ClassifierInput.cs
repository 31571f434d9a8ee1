using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Flakiness;

namespace BackgroundAgent.Diagnosis.Classification;

/// <summary>What is known about the failed checks of one commit.</summary>
public sealed record ClassifierInput
{
    /// <summary>Checks that did not succeed, with what their logs and reports say.</summary>
    public required IReadOnlyList<FailedCheck> Checks { get; init; }

    /// <summary>True when a newer commit has taken the place of this one.</summary>
    public bool Superseded { get; init; }

    /// <summary>Names of checks that failed in an earlier run attempt of this commit and pass now.</summary>
    public IReadOnlyList<string> PassedOnRerun { get; init; } = [];

    /// <summary>Error findings of the same checks on the base commit; null where the base was not looked at.</summary>
    public IReadOnlyList<Finding>? BaseFindings { get; init; }

    /// <summary>Known issues of the service and of the repository, in the order in which they are asked.</summary>
    public IReadOnlyList<KnownIssues.KnownIssue> KnownIssues { get; init; } = [];

    /// <summary>How often a test failed without a change, by its past runs; null for one that is not known. Null: there are no statistics.</summary>
    public Func<string, FlakeRate?>? Flakiness { get; init; }
}

/// <summary>A check that did not succeed.</summary>
/// <param name="Check">What the forge says about it.</param>
/// <param name="Report">What its log says; null where there is no log. A missing log never means that the failure is transient.</param>
/// <param name="KnownIssueHits">Known issues that its log holds, found by <see cref="KnownIssues.KnownIssueScan"/>.</param>
public sealed record FailedCheck(CheckResult Check, DiagnosisReport? Report, IReadOnlyList<KnownIssues.KnownIssueHit>? KnownIssueHits = null);

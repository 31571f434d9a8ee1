using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Diagnosis.KnownIssues;

namespace BackgroundAgent.Activities.Ci;

/// <summary>A failed check and what its log says.</summary>
/// <param name="Report">Null where CI has no log of it.</param>
/// <param name="Log">The stored log.</param>
/// <param name="KnownIssues">Those that the log holds.</param>
internal sealed record CheckReading(CheckResult Check, DiagnosisReport? Report, ArtifactRef? Log, IReadOnlyList<KnownIssueHit> KnownIssues);

using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;

namespace BackgroundAgent.Activities.Ci;

/// <summary>A failed check and what its log says.</summary>
/// <param name="Report">Null where CI has no log of it.</param>
/// <param name="Log">The stored log.</param>
internal sealed record CheckReading(CheckResult Check, DiagnosisReport? Report, ArtifactRef? Log)
{
    public IEnumerable<Finding> Errors => Report?.Findings.Where(finding => finding.Severity == FindingSeverity.Error) ?? [];
}

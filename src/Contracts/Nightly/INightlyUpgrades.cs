using Temporalio.Workflows;

namespace BackgroundAgent.Contracts.Nightly;

/// <summary>
/// One night: looks up outdated dependencies of the configured repositories and runs one task per group of upgrades. Started by a
/// Temporal schedule with overlap Skip.
/// </summary>
[Workflow("NightlyUpgrades")]
public interface INightlyUpgrades
{
    [WorkflowRun]
    Task<NightlyResult> RunAsync(NightlyInput input);

    /// <summary>How far the night is.</summary>
    [WorkflowQuery("progress")]
    NightlyResult Progress();
}

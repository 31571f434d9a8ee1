using BackgroundAgent.Contracts.Nightly;
using Temporalio.Workflows;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>A night in which nothing is outdated.</summary>
[Workflow("NightlyUpgrades")]
public sealed class ScriptedNight : INightlyUpgrades
{
    [WorkflowRun]
    public Task<NightlyResult> RunAsync(NightlyInput input) => Task.FromResult(Progress());

    [WorkflowQuery("progress")]
    public NightlyResult Progress() => new();
}

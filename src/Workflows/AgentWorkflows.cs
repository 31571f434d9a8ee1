using BackgroundAgent.Workflows.AgentTasks;
using BackgroundAgent.Workflows.Commands;
using BackgroundAgent.Workflows.Maintenance;
using BackgroundAgent.Workflows.Nightly;

namespace BackgroundAgent.Workflows;

/// <summary>The workflows of this module, for a worker to register.</summary>
public static class AgentWorkflows
{
    public static IReadOnlyList<Type> All { get; } = [typeof(AgentTask), typeof(NightlyUpgrades), typeof(ForgeCommandWorkflow), typeof(RedeliverySweep), typeof(Janitor)];
}

using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Commands;
using Temporalio.Common;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.Commands;

/// <summary>One activity, tried for a day: what a person said is not lost because the forge has a bad hour.</summary>
[Workflow("ForgeCommand")]
internal sealed class ForgeCommandWorkflow : IForgeCommandWorkflow
{
    [WorkflowRun]
    public Task<ForgeCommandResult> RunAsync(ForgeCommand command) => Workflow.ExecuteActivityAsync(
        (IForgeCommandActivities activities) => activities.HandleCommandAsync(command),
        new ActivityOptions
        {
            Summary = $"{command.Source.ToKebabCase()} of {command.By.Login} on {command.Number}",
            StartToCloseTimeout = TimeSpan.FromMinutes(2),
            ScheduleToCloseTimeout = TimeSpan.FromDays(1),
            RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromSeconds(1), MaximumInterval = TimeSpan.FromMinutes(5) },
        });
}

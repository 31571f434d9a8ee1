using Temporalio.Activities;
using Temporalio.Workflows;

namespace BackgroundAgent.Contracts.Commands;

/// <summary>One command of a person, from the webhook to its answer; a workflow, so that neither an outage of the forge nor of a worker loses it.</summary>
[Workflow("ForgeCommand")]
public interface IForgeCommandWorkflow
{
    [WorkflowRun]
    Task<ForgeCommandResult> RunAsync(ForgeCommand command);
}

/// <summary>Runs on the shared task queue.</summary>
public interface IForgeCommandActivities
{
    /// <summary>Looks up who said it and what it is about, tells the task, and answers. Doing it twice tells and answers once.</summary>
    [Activity]
    Task<ForgeCommandResult> HandleCommandAsync(ForgeCommand command);
}

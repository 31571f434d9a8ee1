using Temporalio.Activities;
using Temporalio.Workflows;

namespace BackgroundAgent.Contracts.Maintenance;

/// <summary>
/// Asks the forge to send again what nobody took of its webhooks. Started by a Temporal schedule with overlap Skip. Tasks do without: they poll.
/// </summary>
[Workflow("RedeliverySweep")]
public interface IRedeliverySweep
{
    [WorkflowRun]
    Task<SweepResult> RunAsync(SweepInput input);
}

/// <summary>Removes branches and pull requests that no task works on any more. Started by a Temporal schedule with overlap Skip.</summary>
[Workflow("Janitor")]
public interface IJanitor
{
    [WorkflowRun]
    Task<JanitorResult> RunAsync(JanitorInput input);

    /// <summary>How far it is.</summary>
    [WorkflowQuery("progress")]
    JanitorResult Progress();
}

/// <summary>Effects of sweep and janitor; any host can do them.</summary>
public interface IMaintenanceActivities
{
    /// <summary>Looks the deliveries over and says which to ask for again, oldest first.</summary>
    [Activity]
    Task<FailedDeliveries> FindFailedDeliveriesAsync(SweepInput input);

    /// <summary>Asks for one delivery; where an earlier try of this activity did so already, that counts.</summary>
    [Activity]
    Task<RedeliveryOutcome> RedeliverAsync(FailedDelivery delivery);

    /// <summary>The repositories that the input names and those that the identity is installed on.</summary>
    [Activity]
    Task<JanitorRepositories> FindRepositoriesAsync(JanitorInput input);

    /// <summary>Looks at every branch of ours in a repository and changes nothing.</summary>
    [Activity]
    Task<IReadOnlyList<Leftover>> FindLeftoversAsync(FindLeftoversRequest request);

    /// <summary>Looks at one branch again, and removes it with its pull request where it is still an orphan.</summary>
    [Activity]
    Task<Leftover> RemoveLeftoverAsync(RemoveLeftoverRequest request);
}
